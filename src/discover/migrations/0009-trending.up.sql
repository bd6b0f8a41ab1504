-- The chart, as the background makes it (see trending.ts).
CREATE TABLE trending_movies (
  movie_id bigint NOT NULL,
  heat     double precision NOT NULL,
  CONSTRAINT trending_movies_pkey PRIMARY KEY (movie_id),
  CONSTRAINT trending_movies_movie_id_fkey FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE
);

CREATE INDEX trending_movies_heat_idx ON trending_movies (heat, movie_id);

INSERT INTO background_work (name) VALUES ('trending');
