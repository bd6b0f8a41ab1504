-- The outbox: a mail is a row here from the commit that caused it until a mail server has accepted
-- it. A delivery locks its row while it runs: when the process dies, the lock goes.
CREATE TABLE mails (
  id          bigint GENERATED ALWAYS AS IDENTITY,
  kind        text NOT NULL,
  -- The left part of the Message-ID: the same at every attempt.
  message     uuid NOT NULL DEFAULT gen_random_uuid(),
  payload     jsonb NOT NULL,
  attempts    integer NOT NULL DEFAULT 0,
  queued_at   timestamptz(3) NOT NULL DEFAULT now(),
  due_at      timestamptz(3) NOT NULL DEFAULT now(),
  gives_up_at timestamptz(3) NOT NULL DEFAULT now() + interval '1 day',
  dead_at     timestamptz(3),
  last_error  text,
  -- The order of sending: mails about safety first ('-infinity'), then the mails of each account in turns
  -- with those of others. NULL: the mail waits to be tried again, or is dead.
  turn        timestamptz(3) DEFAULT now(),
  -- Whose mails take turns; NULL where a mail is about safety.
  account_id  bigint,
  CONSTRAINT mails_pkey PRIMARY KEY (id)
);

CREATE INDEX mails_turn_idx ON mails (turn, id) WHERE dead_at IS NULL AND turn IS NOT NULL;
CREATE INDEX mails_due_at_idx ON mails (due_at) WHERE dead_at IS NULL AND turn IS NULL;
CREATE INDEX mails_account_id_idx ON mails (account_id, turn) WHERE turn IS NOT NULL;
CREATE INDEX mails_dead_at_idx ON mails (dead_at, id) WHERE dead_at IS NOT NULL;

-- Deliveries so far, in slots: deliveries that end at once do not wait for one row.
CREATE TABLE mail_totals (
  slot    smallint NOT NULL,
  sent    bigint NOT NULL DEFAULT 0,
  retried bigint NOT NULL DEFAULT 0,
  died    bigint NOT NULL DEFAULT 0,
  CONSTRAINT mail_totals_pkey PRIMARY KEY (slot)
) WITH (fillfactor = 50);

INSERT INTO mail_totals (slot) SELECT generate_series(0, 15);

-- The moment from which the next mail may go, where MAIL_PER_MINUTE limits all instances together.
CREATE TABLE mail_pace (
  id      boolean NOT NULL DEFAULT true,
  free_at timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT mail_pace_pkey PRIMARY KEY (id),
  CONSTRAINT mail_pace_id_check CHECK (id)
);

INSERT INTO mail_pace DEFAULT VALUES;
