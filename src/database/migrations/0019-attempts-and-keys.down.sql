ALTER TABLE sign_in_failures DROP COLUMN pending_until;
