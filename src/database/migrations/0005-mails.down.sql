DROP TABLE mail_pace;
DROP TABLE mail_totals;
DROP TABLE mails;
