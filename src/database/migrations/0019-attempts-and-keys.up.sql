-- Attempts under way of a process that has died count until then. Rows of earlier versions have none:
-- their attempts do not count.
ALTER TABLE sign_in_failures ADD COLUMN pending_until timestamptz(3);

-- Where an answer is too large to be kept: the id of what the request made, to read it again.
ALTER TABLE idempotency_keys ADD COLUMN made_id bigint;
