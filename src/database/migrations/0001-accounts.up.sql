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

-- Unique without regard to case; both also serve the sign-in's look-up.
CREATE UNIQUE INDEX users_username_key ON users (lower(username));
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

-- A token names its session twice: by id, for the look-up, and by key, so that a token of an
-- earlier database with the same ids and secret opens nothing.
CREATE TABLE sessions (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  key        uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id    bigint NOT NULL,
  user_agent text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id, id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
