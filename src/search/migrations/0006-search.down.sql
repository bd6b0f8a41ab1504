DELETE FROM background_work WHERE name = 'popularity';
DROP TRIGGER movie_search_insert ON movies;
DROP TRIGGER movie_search_update ON movies;
DROP TRIGGER movie_search_delete ON movies;
DROP TRIGGER movie_search_truncate ON movies;
DROP TABLE movie_search, title_words;
DROP FUNCTION movie_search_insert, movie_search_update, movie_search_delete, movie_search_truncate,
  search_words, title_words_add, word_deletions;
DROP EXTENSION fuzzystrmatch;
