-- The outbox: a mail is a row here from the commit that caused it until a mail server has accepted
-- it. A delivery locks its row for as long as it takes, so that a process that dies lets go of it.
CREATE TABLE mails (
  id         bigint GENERATED ALWAYS AS IDENTITY,
  kind       text NOT NULL,
  -- The left part of the Message-ID: the same at every attempt.
  message    uuid NOT NULL DEFAULT gen_random_uuid(),
  payload    jsonb NOT NULL,
  attempts   integer NOT NULL DEFAULT 0,
  queued_at  timestamptz(3) NOT NULL DEFAULT now(),
  due_at     timestamptz(3) NOT NULL DEFAULT now(),
  gives_up_at timestamptz(3) NOT NULL DEFAULT now() + interval '1 day',
  dead_at    timestamptz(3),
  last_error text,
  CONSTRAINT mails_pkey PRIMARY KEY (id)
);

CREATE INDEX mails_due_at_idx ON mails (due_at, id) WHERE dead_at IS NULL;
CREATE INDEX mails_dead_at_idx ON mails (dead_at, id) WHERE dead_at IS NOT NULL;

-- What has happened so far, in slots, so that deliveries that end at once do not queue for one row.
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

-- The queue of the versions before, with nothing but mails in it. What waits moves over; a mail
-- that was being sent when the process died keeps its Message-ID.
DO $$
BEGIN
  IF to_regclass('graphile_worker._private_jobs') IS NOT NULL THEN
    INSERT INTO mails (kind, message, payload, queued_at, dead_at, last_error)
    SELECT payload->>'kind', (payload->>'message')::uuid, (payload->'payload')::jsonb, created_at,
      CASE WHEN attempts >= max_attempts THEN updated_at END, last_error
    FROM graphile_worker._private_jobs ORDER BY id;
    DROP SCHEMA graphile_worker CASCADE;
  END IF;
END $$;
