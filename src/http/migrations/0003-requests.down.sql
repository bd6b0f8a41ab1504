DROP TABLE request_counts, idempotency_keys;
