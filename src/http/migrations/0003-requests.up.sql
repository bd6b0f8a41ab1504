-- The first answer to a request with an Idempotency-Key, stored in the transaction of its work.
CREATE TABLE idempotency_keys (
  user_id     bigint NOT NULL,
  key         text NOT NULL,
  -- Of the request: the same key with another request is refused.
  fingerprint bytea NOT NULL,
  status      smallint,
  headers     jsonb,
  body        text,
  -- Where the answer is too large to be kept: the id of what the request made, to read it again.
  made_id     bigint,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key),
  CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- Requests of a client in a minute, all instances together. A crash may lose them.
CREATE UNLOGGED TABLE request_counts (
  client   text NOT NULL,
  minute   integer NOT NULL,
  requests integer NOT NULL,
  CONSTRAINT request_counts_pkey PRIMARY KEY (client, minute)
) WITH (fillfactor = 70);

CREATE INDEX request_counts_minute_idx ON request_counts (minute);
