DROP TRIGGER users_deleted ON users;
DROP TABLE comments;
DROP FUNCTION comments_changed, comments_emptied, comment_counts_add, users_deleted;
