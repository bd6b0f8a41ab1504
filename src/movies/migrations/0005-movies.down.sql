DROP TABLE movie_totals, movie_genres, movie_titles, movie_counts, movies, genres;
DROP FUNCTION movies_document, movie_totals_add, movies_inserted, movies_updated, movies_deleted,
  movies_truncated, movie_genres_changed, genres_deleted, movie_document, genre_id_of, genre_ids_of, rarest_genre_of;
DROP EXTENSION pg_trgm;
