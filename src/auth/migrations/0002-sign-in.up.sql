-- A token names its session by id, for the look-up, and by key: a token of an earlier database with
-- the same ids and secret opens nothing.
CREATE TABLE sessions (
  id           bigint GENERATED ALWAYS AS IDENTITY,
  key          uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id      bigint NOT NULL,
  user_agent   text,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  expires_at   timestamptz(3) NOT NULL,
  -- Written once a minute at most, not with each request.
  last_used_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id, id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

-- One row for each reset mail. The token itself stands only in the mail.
CREATE TABLE password_resets (
  message    uuid NOT NULL,
  user_id    bigint NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  used_at    timestamptz(3),
  CONSTRAINT password_resets_pkey PRIMARY KEY (message),
  CONSTRAINT password_resets_token_hash_key UNIQUE (token_hash),
  CONSTRAINT password_resets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX password_resets_user_id_idx ON password_resets (user_id, created_at);

-- Failed sign-ins of an account from an address, of an account (no address), of an address (no
-- account). Both are stored as digests.
CREATE TABLE sign_in_failures (
  account     text NOT NULL,
  address     text NOT NULL,
  failures    integer NOT NULL DEFAULT 0,
  -- Attempts whose outcome is not known yet: they may not exceed the limit together.
  pending     integer NOT NULL DEFAULT 0,
  -- Until then they count: attempts of a process that has died end by it.
  pending_until timestamptz(3),
  resets_at   timestamptz(3) NOT NULL,
  -- The account has been used from here: failures elsewhere do not bar it.
  known_until timestamptz(3),
  CONSTRAINT sign_in_failures_pkey PRIMARY KEY (account, address)
);

CREATE INDEX sign_in_failures_resets_at_idx ON sign_in_failures (resets_at);
