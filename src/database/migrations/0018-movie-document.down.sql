CREATE OR REPLACE FUNCTION movies_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.document := '{"id":' || NEW.id
    || ',"title":' || to_json(NEW.title)::text
    || ',"original_title":' || coalesce(to_json(NEW.original_title)::text, 'null')
    || ',"description":' || coalesce(to_json(NEW.description)::text, 'null')
    || ',"genres":' || to_json(NEW.genres)::text
    || ',"year":' || coalesce(NEW.year::text, 'null')
    || ',"release_date":' || coalesce(to_json(NEW.release_date)::text, 'null')
    || ',"runtime_minutes":' || coalesce(NEW.runtime_minutes::text, 'null')
    || ',"language":' || coalesce(to_json(NEW.language)::text, 'null')
    || ',"director":' || coalesce(to_json(NEW.director)::text, 'null')
    || ',"cast":' || to_json(NEW."cast")::text
    || ',"poster_url":' || coalesce(to_json(NEW.poster_url)::text, 'null')
    || ',"imdb_id":' || coalesce(to_json(NEW.imdb_id)::text, 'null')
    || ',"created_at":"' || to_char(NEW.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '","updated_at":"' || to_char(NEW.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '"';
  RETURN NEW;
END $$;

DROP FUNCTION movie_document(
  bigint, text, text, text, text[], smallint, date, smallint, text, text, text[],
  text, text, timestamptz, timestamptz
);
