DROP FUNCTION like_movie, unlike_movie;
