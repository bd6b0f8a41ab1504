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

-- In the order of the movies, so that two statements that touch the same ones cannot deadlock.
CREATE FUNCTION likes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH locked AS MATERIALIZED (
    SELECT movie_id FROM movie_counts
    WHERE movie_id IN (SELECT movie_id FROM changed_likes)
    ORDER BY movie_id FOR NO KEY UPDATE
  )
  UPDATE movie_counts AS counts
  SET like_count = counts.like_count + change.by_count
  FROM locked
  JOIN (
    SELECT movie_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END AS by_count
    FROM changed_likes GROUP BY movie_id
  ) AS change USING (movie_id)
  WHERE counts.movie_id = locked.movie_id;
  RETURN NULL;
END $$;

CREATE TRIGGER likes_inserted AFTER INSERT ON likes
  REFERENCING NEW TABLE AS changed_likes
  FOR EACH STATEMENT EXECUTE FUNCTION likes_changed();

CREATE TRIGGER likes_deleted AFTER DELETE ON likes
  REFERENCING OLD TABLE AS changed_likes
  FOR EACH STATEMENT EXECUTE FUNCTION likes_changed();

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
  -- A reply belongs to the movie of what it answers. NO ACTION is checked after a movie's cascade.
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

CREATE FUNCTION comment_counts_add(movie_ids bigint[], by_counts bigint[]) RETURNS void
LANGUAGE sql AS $$
  WITH locked AS MATERIALIZED (
    SELECT movie_id FROM movie_counts WHERE movie_id = ANY (movie_ids)
    ORDER BY movie_id FOR NO KEY UPDATE
  )
  UPDATE movie_counts AS counts
  SET comment_count = counts.comment_count + change.by_count
  FROM locked JOIN unnest(movie_ids, by_counts) AS change (movie_id, by_count) USING (movie_id)
  WHERE counts.movie_id = locked.movie_id
$$;

-- Keeps both counts: of a movie's comments that have a text, and of a comment's replies. The last
-- reply takes the tombstone above it along.
CREATE FUNCTION comments_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  IF NOT EXISTS (SELECT FROM changed_comments) THEN
    RETURN NULL;
  END IF;
  WITH locked AS MATERIALIZED (
    SELECT id FROM comments WHERE id IN (SELECT parent_id FROM changed_comments)
    ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE comments AS parent
  SET reply_count = parent.reply_count + sign * change.replies
  FROM locked
  JOIN (
    SELECT parent_id, count(*) AS replies FROM changed_comments
    WHERE parent_id IS NOT NULL GROUP BY parent_id
  ) AS change ON change.parent_id = locked.id
  WHERE parent.id = locked.id;

  IF TG_OP = 'DELETE' THEN
    DELETE FROM comments
    WHERE id IN (SELECT parent_id FROM changed_comments) AND text IS NULL AND reply_count = 0;
  END IF;

  PERFORM comment_counts_add(array_agg(change.movie_id), array_agg(sign * change.texts))
  FROM (
    SELECT movie_id, count(*) AS texts FROM changed_comments
    WHERE text IS NOT NULL GROUP BY movie_id
  ) AS change
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE TRIGGER comments_inserted AFTER INSERT ON comments
  REFERENCING NEW TABLE AS changed_comments
  FOR EACH STATEMENT EXECUTE FUNCTION comments_changed();

CREATE TRIGGER comments_deleted AFTER DELETE ON comments
  REFERENCING OLD TABLE AS changed_comments
  FOR EACH STATEMENT EXECUTE FUNCTION comments_changed();

CREATE FUNCTION comments_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM comment_counts_add(array_agg(change.movie_id), array_agg(change.by_count))
  FROM (
    SELECT before.movie_id, -count(*) AS by_count
    FROM old_comments AS before JOIN new_comments AS after USING (id)
    WHERE before.text IS NOT NULL AND after.text IS NULL GROUP BY before.movie_id
  ) AS change
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE TRIGGER comments_emptied AFTER UPDATE ON comments
  REFERENCING OLD TABLE AS old_comments NEW TABLE AS new_comments
  FOR EACH STATEMENT EXECUTE FUNCTION comments_emptied();
