CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- What searches compare: narrow rows, fifty movies a page instead of four, so that many matches are
-- soon read, ranked and counted. Derived from `movies` by triggers.
CREATE TABLE movie_search (
  movie_id              bigint NOT NULL,
  -- The title without article, signs and blanks (see title-forms.ts).
  joined_title          text NOT NULL COLLATE "C",
  joined_original_title text COLLATE "C",
  -- The words of both titles, and the year.
  words                 tsvector NOT NULL,
  -- Follows movie_counts within a minute (see popularity.ts): it only orders equal matches.
  like_count            integer NOT NULL DEFAULT 0,
  -- The binary digits of like_count: changes with the 1st, 2nd, 4th, 8th … like, and may be indexed.
  popularity            smallint NOT NULL
    GENERATED ALWAYS AS (length(ltrim(like_count::bit(32)::text, '0'))) STORED,
  CONSTRAINT movie_search_pkey PRIMARY KEY (movie_id)
) WITH (fillfactor = 85);

-- Without the list of pending entries, which every search would have to read.
CREATE INDEX movie_search_words_idx ON movie_search USING gin (words) WITH (fastupdate = off);
-- A title, or those with one beginning, the popular ones first: one range for each popularity.
CREATE INDEX movie_search_joined_title_idx ON movie_search (popularity, joined_title);
CREATE INDEX movie_search_joined_original_title_idx ON movie_search (popularity, joined_original_title)
  WHERE joined_original_title IS NOT NULL;

-- The vocabulary.
CREATE TABLE title_words (
  word text NOT NULL COLLATE "C",
  CONSTRAINT title_words_pkey PRIMARY KEY (word)
);

-- What is left of a word's first seven letters when up to two of them are taken out (one of a word of
-- three). Two words that are up to two letters wrong, missing, added or swapped apart share such a rest.
-- It stands here because an index is made with it: another version of it takes a new index.
CREATE FUNCTION word_deletions(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT AS $$
  -- A place behind the last letter takes nothing out.
  SELECT array_agg(DISTINCT
    overlay(overlay(beginning PLACING '' FROM two FOR 1) PLACING '' FROM one FOR 1)
  )
  FROM (SELECT left(word, 7), length(left(word, 7)) + 1) AS word_beginning (beginning, behind)
  CROSS JOIN generate_series(1, behind) AS one
  CROSS JOIN generate_series(one, behind) AS two
  WHERE CASE length(word)
    WHEN 1 THEN one = behind
    WHEN 2 THEN one = behind
    WHEN 3 THEN two = behind
    ELSE true
  END
$$;

-- The deletions stand in the index alone: rows stay narrow, and many are a few pages.
CREATE INDEX title_words_deletions_idx ON title_words USING gin (word_deletions(word))
  WITH (gin_pending_list_limit = 256);

INSERT INTO background_work (name) VALUES ('popularity');
