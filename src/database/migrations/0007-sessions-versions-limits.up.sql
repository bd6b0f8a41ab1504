-- Noted now and then, not with each request.
ALTER TABLE sessions ADD COLUMN last_used_at timestamptz(3) NOT NULL DEFAULT now();

-- Counts a movie's edits: what If-Match compares.
ALTER TABLE movies ADD COLUMN version integer NOT NULL DEFAULT 1;

-- The first answer to a request that bore an Idempotency-Key, stored with the work it did.
CREATE TABLE idempotency_keys (
  user_id     bigint NOT NULL,
  key         text NOT NULL,
  -- Of the request: the same key with another one is a mistake.
  fingerprint bytea NOT NULL,
  status      smallint,
  headers     jsonb,
  body        text,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key),
  CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- Failed sign-ins of an account from an address, of an account (no address), of an address (no
-- account). Both are digests: who tried to sign in from where is nobody's business.
CREATE TABLE sign_in_failures (
  account     text NOT NULL,
  address     text NOT NULL,
  failures    integer NOT NULL DEFAULT 0,
  -- Attempts whose outcome is not known yet: they may not exceed the limit together.
  pending     integer NOT NULL DEFAULT 0,
  resets_at   timestamptz(3) NOT NULL,
  -- The account has been used from here: failures elsewhere do not bar it.
  known_until timestamptz(3),
  CONSTRAINT sign_in_failures_pkey PRIMARY KEY (account, address)
);

CREATE INDEX sign_in_failures_resets_at_idx ON sign_in_failures (resets_at);

-- Requests of a client in a minute, all instances together. Lost in a crash, and no loss.
CREATE UNLOGGED TABLE request_counts (
  client   text NOT NULL,
  minute   integer NOT NULL,
  requests integer NOT NULL,
  CONSTRAINT request_counts_pkey PRIMARY KEY (client, minute)
) WITH (fillfactor = 70);

CREATE INDEX request_counts_minute_idx ON request_counts (minute);

-- A deleted account takes its likes along (by cascade) and its comments; one with replies of others
-- leaves its tombstone. The row is locked by now: nothing new can refer to it.
CREATE FUNCTION users_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM comments WHERE author_id = OLD.id AND parent_id IS NOT NULL;
  -- Each statement sees what was committed before it: without the locks a reply could go in between,
  -- and leave a tombstone that nothing stands below.
  PERFORM FROM comments WHERE author_id = OLD.id ORDER BY id FOR UPDATE;
  DELETE FROM comments WHERE author_id = OLD.id AND reply_count = 0;
  UPDATE comments SET text = NULL, author_id = NULL, edited_at = NULL WHERE author_id = OLD.id;
  RETURN OLD;
END $$;

CREATE TRIGGER users_deleted BEFORE DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION users_deleted();
