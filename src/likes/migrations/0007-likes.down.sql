DROP TABLE likes;
DROP FUNCTION likes_changed, like_movie, unlike_movie;
