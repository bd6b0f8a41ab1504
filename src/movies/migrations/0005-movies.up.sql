CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE genres (
  id          integer GENERATED ALWAYS AS IDENTITY,
  name        text NOT NULL,
  -- The name in Unicode's full case folding. The application writes it: PostgreSQL has that only from 18
  -- on, and its lower() depends on the database's collation.
  folded_name text NOT NULL,
  CONSTRAINT genres_pkey PRIMARY KEY (id),
  CONSTRAINT genres_folded_name_key UNIQUE (folded_name),
  CONSTRAINT genres_name_check CHECK (name <> '' AND name !~ '[,|]')
);

-- Movies list genres by their names.
CREATE INDEX genres_name_idx ON genres (name);

CREATE TABLE movies (
  id              bigint GENERATED ALWAYS AS IDENTITY,
  creator_id      bigint,
  title           text NOT NULL,
  -- The title in lower case without diacritics: lists are ordered by it.
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
  -- Where an imported movie came from: the next import finds it again by these.
  source          text,
  source_id       text,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  updated_at      timestamptz(3) NOT NULL DEFAULT now(),
  -- The unchanging part of the movie's JSON, without its closing brace (see movies_document).
  document        text NOT NULL,
  -- Counts a movie's edits: If-Match compares it.
  version         integer NOT NULL DEFAULT 1,
  -- What search finds the movie by (see title-forms.ts); a trigger copies it to movie_search.
  joined_title          text NOT NULL COLLATE "C",
  title_terms           text[] NOT NULL,
  joined_original_title text COLLATE "C",
  original_title_terms  text[],
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
-- ways, except where absent values come last either way. What follows INCLUDE is only read: a movie's
-- own row is wide, and counting or walking many of them has to do without.
CREATE INDEX movies_created_at_idx
  ON movies (created_at, id) INCLUDE (year, language, creator_id);
CREATE INDEX movies_updated_at_idx ON movies (updated_at, id);
CREATE INDEX movies_title_key_idx ON movies (title_key, id) INCLUDE (year, language);
CREATE INDEX movies_year_idx ON movies (year, id) INCLUDE (created_at, language);
CREATE INDEX movies_year_desc_idx ON movies (year DESC NULLS LAST, id DESC) INCLUDE (language);
CREATE INDEX movies_creator_id_idx ON movies (creator_id, created_at, id) INCLUDE (year, language);
CREATE INDEX movies_language_idx ON movies (language, created_at, id) INCLUDE (year);
-- Similar movies: those of a director, newest first.
CREATE INDEX movies_director_idx ON movies (director, id) WHERE director IS NOT NULL;

-- An index is read alone only where vacuum has been since the last write. Rows are mostly added, and
-- by default a fifth of the table may come before vacuum does.
ALTER TABLE movies SET (autovacuum_vacuum_insert_scale_factor = 0.02);

-- The tables below are derived from `movies` by triggers alone. They have no foreign keys: those would
-- check each row once more, a third of what an import costs the database.

-- Counters stand beside the movie, in rows so narrow that a like rewrites little.
CREATE TABLE movie_counts (
  movie_id      bigint NOT NULL,
  like_count    integer NOT NULL DEFAULT 0,
  comment_count integer NOT NULL DEFAULT 0,
  CONSTRAINT movie_counts_pkey PRIMARY KEY (movie_id),
  CONSTRAINT movie_counts_like_count_check CHECK (like_count >= 0),
  CONSTRAINT movie_counts_comment_count_check CHECK (comment_count >= 0)
) WITH (fillfactor = 70);

CREATE INDEX movie_counts_like_count_idx ON movie_counts (like_count, movie_id);
CREATE INDEX movie_counts_comment_count_idx ON movie_counts (comment_count, movie_id);

-- What `title=` looks in: rows so narrow that those of a common word are soon read and counted, and a
-- word that the index cannot find, of one or two letters, in all of them. With what else lists are
-- filtered by most.
CREATE TABLE movie_titles (
  movie_id  bigint NOT NULL,
  title_key text NOT NULL COLLATE "C",
  year      smallint,
  language  text,
  CONSTRAINT movie_titles_pkey PRIMARY KEY (movie_id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);

CREATE INDEX movie_titles_title_key_idx ON movie_titles USING gin (title_key gin_trgm_ops);
CREATE INDEX movie_titles_year_idx ON movie_titles (year);
CREATE INDEX movie_titles_language_idx ON movie_titles (language);
-- How many titles have a word is told from a sample: of 100 titles, few words are in any.
ALTER TABLE movie_titles ALTER title_key SET STATISTICS 1000;

-- Which movies have a genre, in the order of the default list, with what lists are filtered by most.
CREATE TABLE movie_genres (
  genre_id   integer NOT NULL,
  movie_id   bigint NOT NULL,
  created_at timestamptz(3) NOT NULL,
  year       smallint,
  language   text,
  -- All genres of the movie, this one among them.
  genre_ids  integer[] NOT NULL,
  CONSTRAINT movie_genres_pkey PRIMARY KEY (movie_id, genre_id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);

CREATE INDEX movie_genres_genre_id_idx
  ON movie_genres (genre_id, created_at, movie_id) INCLUDE (year, language, genre_ids);

-- How many movies there are (genre 0) and how many have each genre, so that no list counts rows.
-- Each backend writes its own of 16 slots: writers do not wait for one row.
CREATE TABLE movie_totals (
  genre_id    integer NOT NULL,
  slot        smallint NOT NULL,
  movie_count bigint NOT NULL,
  CONSTRAINT movie_totals_pkey PRIMARY KEY (genre_id, slot)
) WITH (fillfactor = 70);
