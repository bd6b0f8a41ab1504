-- In which order mails are sent: those about safety first ('-infinity'), then the mails of each
-- account in turns with those of others. No turn: the mail waits to be tried again, or is dead.
ALTER TABLE mails ADD COLUMN turn timestamptz(3) DEFAULT now();
-- Whose mails take turns; empty where a mail is about safety.
ALTER TABLE mails ADD COLUMN account_id bigint;

UPDATE mails SET account_id = (payload->>'user_id')::bigint WHERE kind = 'movie-created';
UPDATE mails SET turn = CASE WHEN account_id IS NULL THEN '-infinity' ELSE queued_at END;
UPDATE mails SET turn = NULL WHERE dead_at IS NOT NULL OR due_at > now();

DROP INDEX mails_due_at_idx;
CREATE INDEX mails_turn_idx ON mails (turn, id) WHERE dead_at IS NULL AND turn IS NOT NULL;
CREATE INDEX mails_due_at_idx ON mails (due_at) WHERE dead_at IS NULL AND turn IS NULL;
CREATE INDEX mails_account_id_idx ON mails (account_id, turn) WHERE turn IS NOT NULL;
