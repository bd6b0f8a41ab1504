DROP TRIGGER movie_search_like_count ON movie_counts;
DROP TRIGGER movie_search_update ON movies;
DROP TRIGGER movie_search_insert ON movies;
DROP TABLE movie_search;
DROP TABLE title_words;
DROP FUNCTION movie_search_like_count, movie_search_update, movie_search_insert, search_words,
  title_words_add, word_deletions;

-- The words as near as SQL comes to them; an edit of the title writes them as they should be.
ALTER TABLE movies
  ADD COLUMN search_title text COLLATE "C",
  ADD COLUMN search_original_title text COLLATE "C",
  ADD COLUMN search_vector tsvector;
ALTER TABLE movies DISABLE TRIGGER USER;
UPDATE movies SET
  search_title = btrim(regexp_replace(title_key, '[^[:alnum:]]+', ' ', 'g')),
  search_original_title = array_to_string(original_title_terms, ' '),
  search_vector = array_to_tsvector(title_terms || coalesce(original_title_terms, '{}'));
ALTER TABLE movies ENABLE TRIGGER USER;
ALTER TABLE movies
  ALTER COLUMN search_title SET NOT NULL,
  ALTER COLUMN search_vector SET NOT NULL,
  DROP COLUMN original_title_terms,
  DROP COLUMN joined_original_title,
  DROP COLUMN title_terms,
  DROP COLUMN joined_title;
CREATE INDEX movies_search_vector_idx ON movies USING gin (search_vector);
CREATE INDEX movies_search_title_idx ON movies (search_title, id);

CREATE TABLE title_words (
  word      text NOT NULL COLLATE "C",
  deletions text[] NOT NULL,
  CONSTRAINT title_words_pkey PRIMARY KEY (word)
);

CREATE INDEX title_words_deletions_idx ON title_words USING gin (deletions);

CREATE FUNCTION one_letter_deletions(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT array_agg(DISTINCT rest) FROM (
    SELECT word AS rest
    UNION ALL
    SELECT overlay(word PLACING '' FROM position FOR 1)
    FROM generate_series(1, length(word)) AS position
    WHERE length(word) BETWEEN 4 AND 40
  ) AS rests
$$;

INSERT INTO title_words (word, deletions)
SELECT DISTINCT lexeme COLLATE "C", one_letter_deletions(lexeme)
FROM movies CROSS JOIN unnest(tsvector_to_array(search_vector)) AS lexeme;

CREATE FUNCTION movies_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_vector := array_to_tsvector(
    array_remove(
      string_to_array(concat_ws(' ', NEW.search_title, NEW.search_original_title), ' '), ''
    )
  );
  RETURN NEW;
END $$;

CREATE TRIGGER movies_search_vector
  BEFORE INSERT OR UPDATE OF search_title, search_original_title ON movies
  FOR EACH ROW EXECUTE FUNCTION movies_search_vector();

CREATE FUNCTION title_words_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO title_words (word, deletions)
  SELECT word, one_letter_deletions(word)
  FROM (
    SELECT DISTINCT lexeme COLLATE "C" AS word
    FROM changed_movies CROSS JOIN unnest(tsvector_to_array(search_vector)) AS lexeme
  ) AS words
  WHERE NOT EXISTS (SELECT FROM title_words AS known WHERE known.word = words.word)
  ORDER BY word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER title_words_of_inserted AFTER INSERT ON movies
  REFERENCING NEW TABLE AS changed_movies
  FOR EACH STATEMENT EXECUTE FUNCTION title_words_add();

CREATE TRIGGER title_words_of_updated AFTER UPDATE ON movies
  REFERENCING NEW TABLE AS changed_movies
  FOR EACH STATEMENT EXECUTE FUNCTION title_words_add();
