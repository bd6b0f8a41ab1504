DROP TABLE comments, likes;
DROP FUNCTION comments_emptied, comments_changed, comment_counts_add, likes_changed;
