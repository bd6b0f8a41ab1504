-- The unchanging part of a movie's JSON, without its closing brace. It stands apart from the trigger, so that
-- a list can also have it with shorter texts. PostgreSQL puts the body in the place of the call.
CREATE OR REPLACE FUNCTION movie_document(
  id bigint, title text, original_title text, description text, genres text[], year smallint,
  release_date date, runtime_minutes smallint, language text, director text, "cast" text[],
  poster_url text, imdb_id text, created_at timestamptz, updated_at timestamptz
) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT '{"id":' || id
    || ',"title":' || to_json(title)::text
    || ',"original_title":' || coalesce(to_json(original_title)::text, 'null')
    || ',"description":' || coalesce(to_json(description)::text, 'null')
    || ',"genres":' || to_json(genres)::text
    || ',"year":' || coalesce(year::text, 'null')
    || ',"release_date":' || coalesce(to_json(release_date)::text, 'null')
    || ',"runtime_minutes":' || coalesce(runtime_minutes::text, 'null')
    || ',"language":' || coalesce(to_json(language)::text, 'null')
    || ',"director":' || coalesce(to_json(director)::text, 'null')
    || ',"cast":' || to_json("cast")::text
    || ',"poster_url":' || coalesce(to_json(poster_url)::text, 'null')
    || ',"imdb_id":' || coalesce(to_json(imdb_id)::text, 'null')
    || ',"created_at":"' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '","updated_at":"' || to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '"'
$$;

-- Builds `document` with each write, so that a list only joins text.
CREATE OR REPLACE FUNCTION movies_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.document := movie_document(
    NEW.id, NEW.title, NEW.original_title, NEW.description, NEW.genres, NEW.year,
    NEW.release_date, NEW.runtime_minutes, NEW.language, NEW.director, NEW."cast",
    NEW.poster_url, NEW.imdb_id, NEW.created_at, NEW.updated_at
  );
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER movies_document BEFORE INSERT OR UPDATE ON movies
  FOR EACH ROW EXECUTE FUNCTION movies_document();

-- Genres by their folded names. The planner evaluates these while it plans, as they are STABLE,
-- and so knows how many movies a genre has.
CREATE OR REPLACE FUNCTION genre_id_of(folded_name text) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT id FROM genres WHERE genres.folded_name = genre_id_of.folded_name
$$;

CREATE OR REPLACE FUNCTION genre_ids_of(folded_names text[]) RETURNS integer[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(id), '{}') FROM genres WHERE folded_name = ANY (folded_names)
$$;

-- The one of several genres that the fewest movies have; NULL where one of them does not exist.
CREATE OR REPLACE FUNCTION rarest_genre_of(folded_names text[]) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT genre_id_of(name)
  FROM unnest(folded_names) AS given (name)
  ORDER BY genre_id_of(name) IS NOT NULL, (
    SELECT sum(movie_count) FROM movie_totals WHERE genre_id = genre_id_of(name)
  )
  LIMIT 1
$$;

CREATE OR REPLACE FUNCTION movie_totals_add(genre_ids integer[], by_counts bigint[]) RETURNS void
LANGUAGE sql AS $$
  -- In the order of the genres: two writers with the same slot cannot deadlock.
  INSERT INTO movie_totals AS total (genre_id, slot, movie_count)
  SELECT change.genre_id, pg_backend_pid() % 16, change.by_count
  FROM unnest(genre_ids, by_counts) AS change (genre_id, by_count)
  ORDER BY change.genre_id
  ON CONFLICT (genre_id, slot) DO UPDATE SET movie_count = total.movie_count + excluded.movie_count
$$;

CREATE OR REPLACE FUNCTION movies_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO movie_counts (movie_id) SELECT id FROM new_movies;
  INSERT INTO movie_titles (movie_id, title_key, year, language)
  SELECT id, title_key, year, language FROM new_movies;
  INSERT INTO movie_genres (genre_id, movie_id, created_at, year, language, genre_ids)
  SELECT genre.id, movie.id, movie.created_at, movie.year, movie.language,
    array_agg(genre.id) OVER (PARTITION BY movie.id)
  FROM new_movies AS movie
  CROSS JOIN unnest(movie.genres) AS listed (name)
  JOIN genres AS genre ON genre.name = listed.name;
  PERFORM movie_totals_add(ARRAY[0], ARRAY[(SELECT count(*) FROM new_movies)]);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movies_inserted AFTER INSERT ON movies
  REFERENCING NEW TABLE AS new_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movies_inserted();

CREATE OR REPLACE FUNCTION movies_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM new_movies AS after JOIN old_movies AS before USING (id)
    WHERE (after.title_key, after.genres, after.year, after.language)
      IS DISTINCT FROM (before.title_key, before.genres, before.year, before.language)
  ) THEN
    RETURN NULL;
  END IF;
  UPDATE movie_titles AS title
  SET title_key = after.title_key, year = after.year, language = after.language
  FROM new_movies AS after JOIN old_movies AS before USING (id)
  WHERE title.movie_id = after.id AND (after.title_key, after.year, after.language)
    IS DISTINCT FROM (before.title_key, before.year, before.language);
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
  JOIN genres AS genre ON genre.name = listed.name
  WHERE after.genres <> before.genres;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movies_updated AFTER UPDATE ON movies
  REFERENCING OLD TABLE AS old_movies NEW TABLE AS new_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movies_updated();

CREATE OR REPLACE FUNCTION movies_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM movie_genres USING old_movies WHERE movie_genres.movie_id = old_movies.id;
  DELETE FROM movie_counts USING old_movies WHERE movie_counts.movie_id = old_movies.id;
  DELETE FROM movie_titles USING old_movies WHERE movie_titles.movie_id = old_movies.id;
  PERFORM movie_totals_add(ARRAY[0], ARRAY[(SELECT -count(*) FROM old_movies)]);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movies_deleted AFTER DELETE ON movies
  REFERENCING OLD TABLE AS old_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movies_deleted();

CREATE OR REPLACE FUNCTION movies_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE movie_genres, movie_counts, movie_titles, movie_totals;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movies_truncated AFTER TRUNCATE ON movies
  FOR EACH STATEMENT EXECUTE FUNCTION movies_truncated();

CREATE OR REPLACE FUNCTION movie_genres_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM movie_totals_add(array_agg(change.genre_id), array_agg(change.by_count))
  FROM (
    SELECT genre_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END AS by_count
    FROM changed_links GROUP BY genre_id
  ) AS change;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movie_genres_inserted AFTER INSERT ON movie_genres
  REFERENCING NEW TABLE AS changed_links
  FOR EACH STATEMENT EXECUTE FUNCTION movie_genres_changed();

CREATE OR REPLACE TRIGGER movie_genres_deleted AFTER DELETE ON movie_genres
  REFERENCING OLD TABLE AS changed_links
  FOR EACH STATEMENT EXECUTE FUNCTION movie_genres_changed();

-- A genre that movies have is not deleted.
CREATE OR REPLACE FUNCTION genres_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM movie_genres WHERE genre_id = OLD.id) THEN
    RAISE foreign_key_violation USING MESSAGE = 'movies have this genre', CONSTRAINT = 'genres_deleted';
  END IF;
  RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER genres_deleted BEFORE DELETE ON genres
  FOR EACH ROW EXECUTE FUNCTION genres_deleted();
