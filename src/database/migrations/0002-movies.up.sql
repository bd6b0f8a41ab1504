CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE genres (
  id   integer GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  CONSTRAINT genres_pkey PRIMARY KEY (id),
  CONSTRAINT genres_name_check CHECK (name <> '' AND name !~ '[,|]')
);

CREATE UNIQUE INDEX genres_name_key ON genres (lower(name));

CREATE TABLE movies (
  id              bigint GENERATED ALWAYS AS IDENTITY,
  creator_id      bigint,
  title           text NOT NULL,
  -- The title in lower case without diacritics: the order of lists, and what `title=` looks in.
  title_key       text NOT NULL COLLATE "C",
  original_title  text,
  description     text,
  genres          text[] NOT NULL DEFAULT '{}',
  year            smallint,
  release_date    date,
  runtime_minutes smallint,
  language        text,
  director        text,
  "cast"          text[] NOT NULL DEFAULT '{}',
  poster_url      text,
  imdb_id         text,
  -- Where an imported movie came from; its import finds it again by these.
  source          text,
  source_id       text,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  updated_at      timestamptz(3) NOT NULL DEFAULT now(),
  -- The unchanging part of the movie's JSON, without its closing brace (see movies_document).
  document        text NOT NULL,
  CONSTRAINT movies_pkey PRIMARY KEY (id),
  CONSTRAINT movies_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT movies_title_check CHECK (title <> ''),
  CONSTRAINT movies_year_check CHECK (year BETWEEN 1870 AND 2100),
  CONSTRAINT movies_release_date_check CHECK (
    release_date IS NULL OR year IS NOT NULL AND year = extract(year FROM release_date)
  ),
  CONSTRAINT movies_runtime_minutes_check CHECK (runtime_minutes BETWEEN 1 AND 1000),
  CONSTRAINT movies_source_check CHECK ((source IS NULL) = (source_id IS NULL))
);

CREATE UNIQUE INDEX movies_imdb_id_key ON movies (imdb_id) WHERE imdb_id IS NOT NULL;
CREATE UNIQUE INDEX movies_source_key ON movies (source, source_id) WHERE source_id IS NOT NULL;

-- One index for each `ordering`; the id breaks ties in the same direction. A B-tree is walked both
-- ways, except where absent values come last either way.
CREATE INDEX movies_created_at_idx ON movies (created_at, id);
CREATE INDEX movies_updated_at_idx ON movies (updated_at, id);
CREATE INDEX movies_title_key_idx ON movies (title_key, id);
CREATE INDEX movies_year_idx ON movies (year, id);
CREATE INDEX movies_year_desc_idx ON movies (year DESC NULLS LAST, id DESC);
CREATE INDEX movies_creator_id_idx ON movies (creator_id, created_at, id);
CREATE INDEX movies_language_idx ON movies (language, created_at, id);
CREATE INDEX movies_title_key_trgm_idx ON movies USING gin (title_key gin_trgm_ops);

-- Builds `document` once a write, so that a list only joins text. PostgreSQL quotes JSON strings.
CREATE FUNCTION movies_document() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER movies_document BEFORE INSERT OR UPDATE ON movies
  FOR EACH ROW EXECUTE FUNCTION movies_document();

-- Counters live beside the movie, in rows narrow enough that a like rewrites little.
CREATE TABLE movie_counts (
  movie_id      bigint NOT NULL,
  like_count    integer NOT NULL DEFAULT 0,
  comment_count integer NOT NULL DEFAULT 0,
  CONSTRAINT movie_counts_pkey PRIMARY KEY (movie_id),
  CONSTRAINT movie_counts_movie_id_fkey FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
  CONSTRAINT movie_counts_like_count_check CHECK (like_count >= 0),
  CONSTRAINT movie_counts_comment_count_check CHECK (comment_count >= 0)
) WITH (fillfactor = 70);

CREATE INDEX movie_counts_like_count_idx ON movie_counts (like_count, movie_id);
CREATE INDEX movie_counts_comment_count_idx ON movie_counts (comment_count, movie_id);

-- Which movies have a genre, in the order of the default list.
CREATE TABLE movie_genres (
  genre_id   integer NOT NULL,
  movie_id   bigint NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT movie_genres_pkey PRIMARY KEY (movie_id, genre_id),
  CONSTRAINT movie_genres_movie_id_fkey FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
  CONSTRAINT movie_genres_genre_id_fkey FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE RESTRICT
);

CREATE INDEX movie_genres_genre_id_idx ON movie_genres (genre_id, created_at, movie_id);

-- How many movies there are (genre 0) and how many have each genre, so that no list counts rows.
-- Each backend writes its own of 16 slots: writers do not queue for one row.
CREATE TABLE movie_totals (
  genre_id    integer NOT NULL,
  slot        smallint NOT NULL,
  movie_count bigint NOT NULL,
  CONSTRAINT movie_totals_pkey PRIMARY KEY (genre_id, slot)
) WITH (fillfactor = 70);

CREATE FUNCTION movie_totals_add(genre_ids integer[], by_counts bigint[]) RETURNS void
LANGUAGE sql AS $$
  -- In the order of the genres, so that two writers with the same slot cannot deadlock.
  INSERT INTO movie_totals AS total (genre_id, slot, movie_count)
  SELECT change.genre_id, pg_backend_pid() % 16, change.by_count
  FROM unnest(genre_ids, by_counts) AS change (genre_id, by_count)
  ORDER BY change.genre_id
  ON CONFLICT (genre_id, slot) DO UPDATE SET movie_count = total.movie_count + excluded.movie_count
$$;

CREATE FUNCTION movies_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER movies_inserted AFTER INSERT ON movies
  REFERENCING NEW TABLE AS new_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movies_inserted();

CREATE FUNCTION movies_updated() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER movies_updated AFTER UPDATE ON movies
  REFERENCING OLD TABLE AS old_movies NEW TABLE AS new_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movies_updated();

CREATE FUNCTION movies_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM movie_totals_add(ARRAY[0], ARRAY[(SELECT -count(*) FROM old_movies)]);
  RETURN NULL;
END $$;

CREATE TRIGGER movies_deleted AFTER DELETE ON movies
  REFERENCING OLD TABLE AS old_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movies_deleted();

CREATE FUNCTION movie_genres_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM movie_totals_add(array_agg(change.genre_id), array_agg(change.by_count))
  FROM (
    SELECT genre_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END AS by_count
    FROM changed_links GROUP BY genre_id
  ) AS change;
  RETURN NULL;
END $$;

CREATE TRIGGER movie_genres_inserted AFTER INSERT ON movie_genres
  REFERENCING NEW TABLE AS changed_links
  FOR EACH STATEMENT EXECUTE FUNCTION movie_genres_changed();

CREATE TRIGGER movie_genres_deleted AFTER DELETE ON movie_genres
  REFERENCING OLD TABLE AS changed_links
  FOR EACH STATEMENT EXECUTE FUNCTION movie_genres_changed();
