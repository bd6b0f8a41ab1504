-- Usernames and e-mail addresses are ASCII. Only of the collation "C" is lower() the same in every
-- database: in a Turkish one, that of I is another letter.
DROP INDEX users_username_key, users_email_key;
CREATE UNIQUE INDEX users_username_key ON users (lower(username COLLATE "C"));
CREATE UNIQUE INDEX users_email_key ON users (lower(email COLLATE "C"));
