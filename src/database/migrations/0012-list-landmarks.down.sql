CREATE OR REPLACE FUNCTION movies_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE movie_genres, movie_search, movie_counts, movie_totals;
  RETURN NULL;
END $$;

DROP TRIGGER movie_landmarks_moved ON movies;
DROP TRIGGER movie_landmarks_deleted ON movies;
DROP TRIGGER movie_landmarks_inserted ON movies;
DROP FUNCTION movie_landmarks_keep, movie_landmarks_thin, movie_landmarks_add,
  movie_landmarks_moved, movie_landmarks_changed, movie_landmark_id;
DROP TABLE movie_landmark_changes, movie_landmarks;
