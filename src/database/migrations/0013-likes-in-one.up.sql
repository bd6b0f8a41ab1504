-- A like and the number of likes that it makes, in one statement: the count is kept by the triggers on
-- `likes`, which have run by the time the second statement of the function looks.
CREATE FUNCTION like_movie(movie bigint, liker bigint, OUT is_new boolean, OUT like_count integer)
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO likes (movie_id, user_id) VALUES (movie, liker)
  ON CONFLICT ON CONSTRAINT likes_pkey DO NOTHING;
  is_new := FOUND;
  SELECT counts.like_count INTO like_count FROM movie_counts AS counts WHERE movie_id = movie;
END $$;

-- Takes a like back. NULL for a movie that is not there.
CREATE FUNCTION unlike_movie(movie bigint, liker bigint, OUT like_count integer)
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM likes WHERE movie_id = movie AND user_id = liker;
  SELECT counts.like_count INTO like_count FROM movie_counts AS counts WHERE movie_id = movie;
END $$;
