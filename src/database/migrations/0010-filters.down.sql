ALTER TABLE movie_genres RESET (autovacuum_vacuum_insert_scale_factor);
ALTER TABLE movies RESET (autovacuum_vacuum_insert_scale_factor);

DROP INDEX movies_created_at_idx, movies_title_key_idx, movies_year_idx, movies_year_desc_idx,
  movies_creator_id_idx, movies_language_idx, movie_genres_genre_id_idx;

CREATE INDEX movies_created_at_idx ON movies (created_at, id);
CREATE INDEX movies_title_key_idx ON movies (title_key, id);
CREATE INDEX movies_year_idx ON movies (year, id);
CREATE INDEX movies_year_desc_idx ON movies (year DESC NULLS LAST, id DESC);
CREATE INDEX movies_creator_id_idx ON movies (creator_id, created_at, id);
CREATE INDEX movies_language_idx ON movies (language, created_at, id);
CREATE INDEX movie_genres_genre_id_idx ON movie_genres (genre_id, created_at, movie_id);

CREATE OR REPLACE FUNCTION movies_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO movie_counts (movie_id) SELECT id FROM new_movies;
  INSERT INTO movie_genres (genre_id, movie_id, created_at)
  SELECT genre.id, movie.id, movie.created_at
  FROM new_movies AS movie
  CROSS JOIN unnest(movie.genres) AS listed (name)
  JOIN genres AS genre ON lower(genre.name) = lower(listed.name);
  PERFORM movie_totals_add(ARRAY[0], ARRAY[(SELECT count(*) FROM new_movies)]);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION movies_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM new_movies AS after JOIN old_movies AS before USING (id) WHERE after.genres <> before.genres
  ) THEN
    RETURN NULL;
  END IF;
  DELETE FROM movie_genres AS link
  USING new_movies AS after JOIN old_movies AS before USING (id)
  WHERE link.movie_id = after.id AND after.genres <> before.genres;
  INSERT INTO movie_genres (genre_id, movie_id, created_at)
  SELECT genre.id, after.id, after.created_at
  FROM new_movies AS after JOIN old_movies AS before USING (id)
  CROSS JOIN unnest(after.genres) AS listed (name)
  JOIN genres AS genre ON lower(genre.name) = lower(listed.name)
  WHERE after.genres <> before.genres;
  RETURN NULL;
END $$;

ALTER TABLE movie_genres DROP COLUMN year, DROP COLUMN language, DROP COLUMN genre_ids;

DROP FUNCTION rarest_genre_of, genre_ids_of, genre_id_of;
