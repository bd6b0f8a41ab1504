ALTER TABLE idempotency_keys DROP COLUMN made_id;
ALTER TABLE sign_in_failures DROP COLUMN pending_until;
