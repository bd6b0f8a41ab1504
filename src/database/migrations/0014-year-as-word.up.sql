-- The year of a movie is one more of its words, for those who type it behind the title. In brackets it is
-- the word of no title, so that a number that is typed alone finds titles only.
CREATE FUNCTION search_words(title_terms text[], original_title_terms text[], year smallint)
RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT array_to_tsvector(
    title_terms || coalesce(original_title_terms, '{}')
      || CASE WHEN year IS NULL THEN '{}' ELSE ARRAY['(' || year || ')'] END
  )
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

DROP TRIGGER movie_search_update ON movies;
CREATE TRIGGER movie_search_update
  AFTER UPDATE OF joined_title, title_terms, joined_original_title, original_title_terms, year ON movies
  FOR EACH ROW EXECUTE FUNCTION movie_search_update();

DROP FUNCTION search_words(text[], text[]);

UPDATE movie_search
SET words = search_words(movies.title_terms, movies.original_title_terms, movies.year)
FROM movies WHERE movies.id = movie_search.movie_id AND movies.year IS NOT NULL;
