DROP TRIGGER genres_deleted ON genres;
DROP FUNCTION genres_deleted();

CREATE OR REPLACE FUNCTION movies_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM movie_totals_add(ARRAY[0], ARRAY[(SELECT -count(*) FROM old_movies)]);
  RETURN NULL;
END $$;

ALTER TABLE movie_genres
  ADD CONSTRAINT movie_genres_movie_id_fkey
    FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
  ADD CONSTRAINT movie_genres_genre_id_fkey
    FOREIGN KEY (genre_id) REFERENCES genres (id) ON DELETE RESTRICT;
ALTER TABLE movie_search
  ADD CONSTRAINT movie_search_movie_id_fkey
    FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE;
ALTER TABLE movie_counts
  ADD CONSTRAINT movie_counts_movie_id_fkey
    FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE;
