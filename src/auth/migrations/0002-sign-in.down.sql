DROP TABLE sign_in_failures, password_resets, sessions;
