DROP TRIGGER title_words_of_updated ON movies;
DROP TRIGGER title_words_of_inserted ON movies;
DROP TRIGGER movies_search_vector ON movies;
DROP TABLE title_words;
DROP FUNCTION title_words_add, movies_search_vector, one_letter_deletions;
ALTER TABLE movies DROP COLUMN search_vector, DROP COLUMN search_original_title, DROP COLUMN search_title;
