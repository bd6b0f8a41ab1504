-- A genre by its name in any case. The planner carries it out while it plans, as it does with what is
-- STABLE, and so knows how many movies the genre has; a subquery it would take for the average genre.
CREATE FUNCTION genre_id_of(name text) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT id FROM genres WHERE lower(genres.name) = lower(genre_id_of.name)
$$;

CREATE FUNCTION genre_ids_of(names text[]) RETURNS integer[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(id), '{}') FROM genres
  WHERE lower(genres.name) IN (SELECT lower(name) FROM unnest(names) AS given (name))
$$;

-- The one of several genres that the fewest movies have; NULL where there is no such genre.
CREATE FUNCTION rarest_genre_of(names text[]) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT genre_id_of(name)
  FROM unnest(names) AS given (name)
  ORDER BY genre_id_of(name) IS NOT NULL, (
    SELECT sum(movie_count) FROM movie_totals WHERE genre_id = genre_id_of(name)
  )
  LIMIT 1
$$;

-- What lists are narrowed by most stands beside the genre: within its own range of the index a genre
-- is filtered by year, language and further genres without a look at the movies.
ALTER TABLE movie_genres
  ADD COLUMN year smallint,
  ADD COLUMN language text,
  -- All genres of the movie, this one among them.
  ADD COLUMN genre_ids integer[];

DROP INDEX movie_genres_genre_id_idx;

UPDATE movie_genres AS link
SET year = movies.year, language = movies.language, genre_ids = listed.genre_ids
FROM movies JOIN (
  SELECT movie_id, array_agg(genre_id) AS genre_ids FROM movie_genres GROUP BY movie_id
) AS listed ON listed.movie_id = movies.id
WHERE movies.id = link.movie_id;

ALTER TABLE movie_genres ALTER COLUMN genre_ids SET NOT NULL;

CREATE INDEX movie_genres_genre_id_idx
  ON movie_genres (genre_id, created_at, movie_id) INCLUDE (year, language, genre_ids);

CREATE OR REPLACE FUNCTION movies_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO movie_counts (movie_id) SELECT id FROM new_movies;
  INSERT INTO movie_genres (genre_id, movie_id, created_at, year, language, genre_ids)
  SELECT genre.id, movie.id, movie.created_at, movie.year, movie.language,
    array_agg(genre.id) OVER (PARTITION BY movie.id)
  FROM new_movies AS movie
  CROSS JOIN unnest(movie.genres) AS listed (name)
  JOIN genres AS genre ON lower(genre.name) = lower(listed.name);
  PERFORM movie_totals_add(ARRAY[0], ARRAY[(SELECT count(*) FROM new_movies)]);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION movies_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM new_movies AS after JOIN old_movies AS before USING (id)
    WHERE (after.genres, after.year, after.language)
      IS DISTINCT FROM (before.genres, before.year, before.language)
  ) THEN
    RETURN NULL;
  END IF;
  UPDATE movie_genres AS link SET year = after.year, language = after.language
  FROM new_movies AS after JOIN old_movies AS before USING (id)
  WHERE link.movie_id = after.id AND after.genres = before.genres
    AND (after.year, after.language) IS DISTINCT FROM (before.year, before.language);
  DELETE FROM movie_genres AS link
  USING new_movies AS after JOIN old_movies AS before USING (id)
  WHERE link.movie_id = after.id AND after.genres <> before.genres;
  INSERT INTO movie_genres (genre_id, movie_id, created_at, year, language, genre_ids)
  SELECT genre.id, after.id, after.created_at, after.year, after.language,
    array_agg(genre.id) OVER (PARTITION BY after.id)
  FROM new_movies AS after JOIN old_movies AS before USING (id)
  CROSS JOIN unnest(after.genres) AS listed (name)
  JOIN genres AS genre ON lower(genre.name) = lower(listed.name)
  WHERE after.genres <> before.genres;
  RETURN NULL;
END $$;

-- What follows INCLUDE is neither sought nor sorted by, only read: a movie's own row is wide, and
-- counting or walking many of them has to do without. The default order holds all that lists are
-- narrowed by, so that no combination costs more than one run through this index.
DROP INDEX movies_created_at_idx, movies_title_key_idx, movies_year_idx, movies_year_desc_idx,
  movies_creator_id_idx, movies_language_idx;

CREATE INDEX movies_created_at_idx
  ON movies (created_at, id) INCLUDE (title_key, year, language, creator_id);
CREATE INDEX movies_title_key_idx ON movies (title_key, id) INCLUDE (year, language);
CREATE INDEX movies_year_idx ON movies (year, id) INCLUDE (created_at, language);
CREATE INDEX movies_year_desc_idx ON movies (year DESC NULLS LAST, id DESC) INCLUDE (language);
CREATE INDEX movies_creator_id_idx ON movies (creator_id, created_at, id) INCLUDE (year, language);
CREATE INDEX movies_language_idx ON movies (language, created_at, id) INCLUDE (year);

-- An index is read alone only where vacuum has been since the last write: rows are mostly added, and
-- by default a fifth of the table may come before vacuum does.
ALTER TABLE movies SET (autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE movie_genres SET (autovacuum_vacuum_insert_scale_factor = 0.02);
