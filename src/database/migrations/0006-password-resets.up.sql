-- One row for each reset mail: whose password it may change, until when, and whether it has. The
-- token itself is nowhere but in the mail.
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
