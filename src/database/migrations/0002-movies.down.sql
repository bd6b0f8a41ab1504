DROP TABLE movie_totals, movie_genres, movie_counts, movies, genres;
DROP FUNCTION movie_genres_changed, movies_deleted, movies_updated, movies_inserted, movie_totals_add, movies_document;
