CREATE TABLE users (
  id            bigint GENERATED ALWAYS AS IDENTITY,
  username      text NOT NULL,
  email         text NOT NULL,
  password_hash text NOT NULL,
  role          text NOT NULL DEFAULT 'user',
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_username_check CHECK (username ~ '^[A-Za-z0-9_.-]{3,30}$'),
  CONSTRAINT users_role_check CHECK (role IN ('user', 'admin'))
);

-- Unique without regard to case. Both also serve the look-up at sign-in. Names and addresses are ASCII;
-- of the collation "C", lower() is the same in every database: in a Turkish one, I has another letter.
CREATE UNIQUE INDEX users_username_key ON users (lower(username COLLATE "C"));
CREATE UNIQUE INDEX users_email_key ON users (lower(email COLLATE "C"));
