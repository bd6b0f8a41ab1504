CREATE TABLE likes (
  movie_id bigint NOT NULL,
  user_id  bigint NOT NULL,
  liked_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT likes_pkey PRIMARY KEY (movie_id, user_id),
  CONSTRAINT likes_movie_id_fkey FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
  CONSTRAINT likes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX likes_movie_id_liked_at_idx ON likes (movie_id, liked_at, user_id);
CREATE INDEX likes_user_id_liked_at_idx ON likes (user_id, liked_at, movie_id);
-- For those of the last week. It costs next to nothing to keep: rows come in the order of time, and
-- `multi` is for those that come into gaps which deleted ones have left.
CREATE INDEX likes_liked_at_idx ON likes
  USING brin (liked_at timestamptz_minmax_multi_ops) WITH (autosummarize = on);
