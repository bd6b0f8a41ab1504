-- Keeps movie_counts.like_count. In the order of the movies: two statements that change the likes of
-- the same movies cannot deadlock.
CREATE OR REPLACE FUNCTION likes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH locked AS MATERIALIZED (
    SELECT movie_id FROM movie_counts
    WHERE movie_id IN (SELECT movie_id FROM changed_likes)
    ORDER BY movie_id FOR NO KEY UPDATE
  )
  UPDATE movie_counts AS counts
  SET like_count = counts.like_count + change.by_count
  FROM locked
  JOIN (
    SELECT movie_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END AS by_count
    FROM changed_likes GROUP BY movie_id
  ) AS change USING (movie_id)
  WHERE counts.movie_id = locked.movie_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER likes_inserted AFTER INSERT ON likes
  REFERENCING NEW TABLE AS changed_likes
  FOR EACH STATEMENT EXECUTE FUNCTION likes_changed();

CREATE OR REPLACE TRIGGER likes_deleted AFTER DELETE ON likes
  REFERENCING OLD TABLE AS changed_likes
  FOR EACH STATEMENT EXECUTE FUNCTION likes_changed();

-- Likes a movie, and answers with the number of likes that it then has.
CREATE OR REPLACE FUNCTION like_movie(
  movie bigint, liker bigint, OUT is_new boolean, OUT like_count integer
) LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO likes (movie_id, user_id) VALUES (movie, liker)
  ON CONFLICT ON CONSTRAINT likes_pkey DO NOTHING;
  is_new := FOUND;
  SELECT counts.like_count INTO like_count FROM movie_counts AS counts WHERE movie_id = movie;
END $$;

-- Takes a like back. NULL for a movie that does not exist.
CREATE OR REPLACE FUNCTION unlike_movie(movie bigint, liker bigint, OUT like_count integer)
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM likes WHERE movie_id = movie AND user_id = liker;
  SELECT counts.like_count INTO like_count FROM movie_counts AS counts WHERE movie_id = movie;
END $$;
