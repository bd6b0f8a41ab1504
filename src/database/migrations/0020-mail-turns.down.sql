DROP INDEX mails_due_at_idx;
CREATE INDEX mails_due_at_idx ON mails (due_at, id) WHERE dead_at IS NULL;
ALTER TABLE mails DROP COLUMN account_id, DROP COLUMN turn;
