CREATE OR REPLACE FUNCTION genre_ids_of(names text[]) RETURNS integer[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(id), '{}') FROM genres
  WHERE lower(genres.name) IN (SELECT lower(name) FROM unnest(names) AS given (name))
$$;

CREATE OR REPLACE FUNCTION genre_id_of(name text) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT id FROM genres WHERE lower(genres.name) = lower(genre_id_of.name)
$$;

DROP TRIGGER genres_folded_name ON genres;
DROP FUNCTION genres_folded_name;
ALTER TABLE genres DROP COLUMN folded_name;
