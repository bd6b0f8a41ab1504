-- The year of a movie is one more of its words, for those who type it behind the title. In brackets it is
-- the word of no title, so that a number that is typed alone finds titles only.
CREATE OR REPLACE FUNCTION search_words(title_terms text[], original_title_terms text[], year smallint)
RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT array_to_tsvector(
    title_terms || coalesce(original_title_terms, '{}')
      || CASE WHEN year IS NULL THEN '{}' ELSE ARRAY['(' || year || ')'] END
  )
$$;

-- Words are only ever added: a search tells whether a title still has one. All writers add them in one
-- order and cannot deadlock.
CREATE OR REPLACE FUNCTION title_words_add(terms text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO title_words (word)
  SELECT term
  FROM (SELECT DISTINCT term COLLATE "C" AS term FROM unnest(terms) AS given (term)) AS given
  WHERE NOT EXISTS (SELECT FROM title_words AS known WHERE known.word = given.term)
  ORDER BY term
  ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION movie_search_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO movie_search (movie_id, joined_title, joined_original_title, words)
  SELECT id, joined_title, joined_original_title, search_words(title_terms, original_title_terms, year)
  FROM new_movies;
  PERFORM title_words_add(array_agg(term))
  FROM (
    SELECT unnest(title_terms) AS term FROM new_movies
    UNION SELECT unnest(original_title_terms) FROM new_movies
  ) AS terms;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movie_search_insert AFTER INSERT ON movies
  REFERENCING NEW TABLE AS new_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movie_search_insert();

CREATE OR REPLACE FUNCTION movie_search_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE movie_search SET
    joined_title = NEW.joined_title,
    joined_original_title = NEW.joined_original_title,
    words = search_words(NEW.title_terms, NEW.original_title_terms, NEW.year)
  WHERE movie_id = NEW.id;
  PERFORM title_words_add(NEW.title_terms || NEW.original_title_terms);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movie_search_update
  AFTER UPDATE OF joined_title, title_terms, joined_original_title, original_title_terms, year ON movies
  FOR EACH ROW EXECUTE FUNCTION movie_search_update();

CREATE OR REPLACE FUNCTION movie_search_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM movie_search USING old_movies WHERE movie_search.movie_id = old_movies.id;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movie_search_delete AFTER DELETE ON movies
  REFERENCING OLD TABLE AS old_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movie_search_delete();

CREATE OR REPLACE FUNCTION movie_search_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE movie_search;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER movie_search_truncate AFTER TRUNCATE ON movies
  FOR EACH STATEMENT EXECUTE FUNCTION movie_search_truncate();
