DROP TABLE mail_pace, mail_totals, mails;
