-- What a genre is unique by: its name in Unicode's full case folding. PostgreSQL has that only from 18
-- on, and its lower() depends on the database's collation, so the application writes it. The rows that
-- are there get what lower() makes of them, which is the same but for letters such as ß and ς.
ALTER TABLE genres ADD COLUMN folded_name text;
UPDATE genres SET folded_name = lower(name);
ALTER TABLE genres ALTER COLUMN folded_name SET NOT NULL;

CREATE UNIQUE INDEX genres_folded_name_key ON genres (folded_name);

-- For the version before, which does not write the column. Its index on lower(name) stays for it, too.
CREATE FUNCTION genres_folded_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.folded_name := coalesce(NEW.folded_name, lower(NEW.name));
  RETURN NEW;
END $$;

CREATE TRIGGER genres_folded_name BEFORE INSERT ON genres
  FOR EACH ROW EXECUTE FUNCTION genres_folded_name();

-- Of folded names. lower() leaves those as they are; the version before asks by names as they came.
CREATE OR REPLACE FUNCTION genre_id_of(name text) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT id FROM genres WHERE genres.folded_name = lower(genre_id_of.name)
$$;

CREATE OR REPLACE FUNCTION genre_ids_of(names text[]) RETURNS integer[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(id), '{}') FROM genres
  WHERE genres.folded_name IN (SELECT lower(name) FROM unnest(names) AS given (name))
$$;
