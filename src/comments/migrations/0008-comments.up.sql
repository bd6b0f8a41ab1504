-- A comment with replies that is deleted keeps its row as a tombstone: no text, no author.
CREATE TABLE comments (
  id          bigint GENERATED ALWAYS AS IDENTITY,
  movie_id    bigint NOT NULL,
  author_id   bigint,
  parent_id   bigint,
  text        text,
  reply_count integer NOT NULL DEFAULT 0,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  edited_at   timestamptz(3),
  CONSTRAINT comments_pkey PRIMARY KEY (id),
  CONSTRAINT comments_movie_id_id_key UNIQUE (movie_id, id),
  CONSTRAINT comments_movie_id_fkey FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
  -- No cascade: deleting an author must go through the tombstones.
  CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE NO ACTION,
  -- A reply belongs to the movie of its parent. NO ACTION is checked after a movie's cascade.
  CONSTRAINT comments_parent_id_fkey FOREIGN KEY (movie_id, parent_id)
    REFERENCES comments (movie_id, id) ON DELETE NO ACTION,
  CONSTRAINT comments_tombstone_check CHECK ((text IS NULL) = (author_id IS NULL)),
  CONSTRAINT comments_reply_count_check CHECK (
    reply_count >= 0 AND (parent_id IS NULL OR reply_count = 0 AND text IS NOT NULL)
  )
);

CREATE INDEX comments_top_level_idx ON comments (movie_id, created_at, id) WHERE parent_id IS NULL;
CREATE INDEX comments_parent_id_idx ON comments (parent_id, created_at, id) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_author_id_idx ON comments (author_id, created_at, id);
-- For those of the last week (see likes_liked_at_idx).
CREATE INDEX comments_created_at_idx ON comments
  USING brin (created_at timestamptz_minmax_multi_ops) WITH (autosummarize = on);
