-- The unchanging part of a movie's JSON, without its closing brace. Apart from the trigger, so that a list
-- can also have it with shorter texts. PostgreSQL puts the body in the place of the call.
CREATE FUNCTION movie_document(
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

CREATE OR REPLACE FUNCTION movies_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.document := movie_document(
    NEW.id, NEW.title, NEW.original_title, NEW.description, NEW.genres, NEW.year,
    NEW.release_date, NEW.runtime_minutes, NEW.language, NEW.director, NEW."cast",
    NEW.poster_url, NEW.imdb_id, NEW.created_at, NEW.updated_at
  );
  RETURN NEW;
END $$;
