DROP TRIGGER users_deleted ON users;
DROP FUNCTION users_deleted();
DROP TABLE request_counts;
DROP TABLE sign_in_failures;
DROP TABLE idempotency_keys;
ALTER TABLE movies DROP COLUMN version;
ALTER TABLE sessions DROP COLUMN last_used_at;
