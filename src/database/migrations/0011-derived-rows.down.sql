CREATE OR REPLACE FUNCTION movies_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT left(row_to_json(part)::text, -1) INTO NEW.document
  FROM (
    SELECT NEW.id, NEW.title, NEW.original_title, NEW.description, NEW.genres, NEW.year,
           NEW.release_date, NEW.runtime_minutes, NEW.language, NEW.director, NEW."cast",
           NEW.poster_url, NEW.imdb_id,
           to_char(NEW.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
           to_char(NEW.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at
  ) AS part;
  RETURN NEW;
END $$;

DROP TRIGGER movies_truncated ON movies;
DROP FUNCTION movies_truncated();
DROP TRIGGER genres_deleted ON genres;
DROP FUNCTION genres_deleted();

CREATE OR REPLACE FUNCTION movies_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM movie_totals_add(ARRAY[0], ARRAY[(SELECT -count(*) FROM old_movies)]);
  RETURN NULL;
END $$;

ALTER TABLE movie_genres
  ADD CONSTRAINT movie_genres_movie_id_fkey
    FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
  ADD CONSTRAINT movie_genres_genre_id_fkey
    FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE RESTRICT;
ALTER TABLE movie_search
  ADD CONSTRAINT movie_search_movie_id_fkey
    FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE;
ALTER TABLE movie_counts
  ADD CONSTRAINT movie_counts_movie_id_fkey
    FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE;
