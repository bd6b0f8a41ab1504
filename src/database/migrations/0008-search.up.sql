-- What searches compare lies in a narrow table of its own: fifty movies a page instead of four, so that
-- many matches, too, are soon read, ranked and counted.
CREATE TABLE movie_search (
  movie_id              bigint NOT NULL,
  -- The title without article, signs and blanks (see title-forms.ts).
  joined_title          text NOT NULL COLLATE "C",
  joined_original_title text COLLATE "C",
  -- The words of both titles.
  words                 tsvector NOT NULL,
  -- As in movie_counts. No index has it, so that a like writes none here.
  like_count            integer NOT NULL DEFAULT 0,
  -- The binary digits of like_count: changes with the 1st, 2nd, 4th, 8th … like, and may be indexed.
  popularity            smallint NOT NULL
    GENERATED ALWAYS AS (length(ltrim(like_count::bit(32)::text, '0'))) STORED,
  CONSTRAINT movie_search_pkey PRIMARY KEY (movie_id),
  CONSTRAINT movie_search_movie_id_fkey FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE
) WITH (fillfactor = 85);

-- The forms that a movie is written with; a trigger carries them over.
ALTER TABLE movies
  ADD COLUMN joined_title text COLLATE "C",
  ADD COLUMN title_terms text[],
  ADD COLUMN joined_original_title text COLLATE "C",
  ADD COLUMN original_title_terms text[];

DROP TRIGGER title_words_of_updated ON movies;
DROP TRIGGER title_words_of_inserted ON movies;
DROP TRIGGER movies_search_vector ON movies;
-- The movies that are there already, but for numbers that are written out: `search:rebuild` adds those.
-- Neither the documents nor anything else that triggers keep changes here.
ALTER TABLE movies DISABLE TRIGGER USER;
UPDATE movies SET
  joined_title = left(replace(
    regexp_replace(search_title, '^(the|a|an|le|la|les|el|los|las|il|der|das) (?=.)', ''), ' ', ''), 255),
  title_terms = array_remove(string_to_array(search_title, ' '), ''),
  joined_original_title = left(replace(regexp_replace(
    search_original_title, '^(the|a|an|le|la|les|el|los|las|il|der|das) (?=.)', ''), ' ', ''), 255),
  original_title_terms = array_remove(string_to_array(search_original_title, ' '), '');
ALTER TABLE movies ENABLE TRIGGER USER;
ALTER TABLE movies
  ALTER COLUMN joined_title SET NOT NULL,
  ALTER COLUMN title_terms SET NOT NULL,
  DROP COLUMN search_vector,
  DROP COLUMN search_original_title,
  DROP COLUMN search_title;
DROP TABLE title_words;
DROP FUNCTION movies_search_vector, title_words_add, one_letter_deletions;

CREATE FUNCTION search_words(title_terms text[], original_title_terms text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE AS $$
  SELECT array_to_tsvector(title_terms || coalesce(original_title_terms, '{}'))
$$;

INSERT INTO movie_search (movie_id, joined_title, joined_original_title, words, like_count)
SELECT movies.id, joined_title, joined_original_title,
  search_words(title_terms, original_title_terms), counts.like_count
FROM movies JOIN movie_counts AS counts ON counts.movie_id = movies.id;

-- Without the list of pending entries, which every search would have to read.
CREATE INDEX movie_search_words_idx ON movie_search USING gin (words) WITH (fastupdate = off);
-- A title, or those with one beginning, the popular ones first: one range for each popularity.
CREATE INDEX movie_search_joined_title_idx ON movie_search (popularity, joined_title);
CREATE INDEX movie_search_joined_original_title_idx ON movie_search (popularity, joined_original_title)
  WHERE joined_original_title IS NOT NULL;

-- What is left of a word's first seven letters when up to two of them are taken out (one of a word of
-- three). Two words that are up to two letters wrong, missing, added or swapped apart share such a rest.
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

-- The vocabulary. The deletions stand in the index alone: rows stay narrow, and many are a few pages.
CREATE TABLE title_words (
  word text NOT NULL COLLATE "C",
  CONSTRAINT title_words_pkey PRIMARY KEY (word)
);

-- Words are only ever added: whether a title has one still, its search tells. In one order for everyone:
-- of two that write such a statement each, none waits for the other in a circle.
CREATE FUNCTION title_words_add(terms text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO title_words (word)
  SELECT term
  FROM (SELECT DISTINCT term COLLATE "C" AS term FROM unnest(terms) AS given (term)) AS given
  WHERE NOT EXISTS (SELECT FROM title_words AS known WHERE known.word = given.term)
  ORDER BY term
  ON CONFLICT DO NOTHING
$$;

SELECT title_words_add(array_agg(DISTINCT lexeme))
FROM movie_search CROSS JOIN unnest(tsvector_to_array(words)) AS lexeme;

CREATE INDEX title_words_deletions_idx ON title_words USING gin (word_deletions(word))
  WITH (gin_pending_list_limit = 256);

CREATE FUNCTION movie_search_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO movie_search (movie_id, joined_title, joined_original_title, words)
  SELECT id, joined_title, joined_original_title, search_words(title_terms, original_title_terms)
  FROM new_movies;
  PERFORM title_words_add(array_agg(term))
  FROM (
    SELECT unnest(title_terms) AS term FROM new_movies
    UNION SELECT unnest(original_title_terms) FROM new_movies
  ) AS terms;
  RETURN NULL;
END $$;

CREATE TRIGGER movie_search_insert AFTER INSERT ON movies
  REFERENCING NEW TABLE AS new_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movie_search_insert();

CREATE FUNCTION movie_search_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE movie_search SET
    joined_title = NEW.joined_title,
    joined_original_title = NEW.joined_original_title,
    words = search_words(NEW.title_terms, NEW.original_title_terms)
  WHERE movie_id = NEW.id;
  PERFORM title_words_add(NEW.title_terms || NEW.original_title_terms);
  RETURN NULL;
END $$;

CREATE TRIGGER movie_search_update
  AFTER UPDATE OF joined_title, title_terms, joined_original_title, original_title_terms ON movies
  FOR EACH ROW EXECUTE FUNCTION movie_search_update();

-- The counter's row is locked by now: two likes of a movie write here one after the other.
CREATE FUNCTION movie_search_like_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE movie_search SET like_count = NEW.like_count WHERE movie_id = NEW.movie_id;
  RETURN NULL;
END $$;

CREATE TRIGGER movie_search_like_count
  AFTER UPDATE OF like_count ON movie_counts
  FOR EACH ROW WHEN (NEW.like_count <> OLD.like_count)
  EXECUTE FUNCTION movie_search_like_count();
