CREATE OR REPLACE FUNCTION comment_counts_add(movie_ids bigint[], by_counts bigint[]) RETURNS void
LANGUAGE sql AS $$
  -- In the order of the movies: two statements that touch the same ones cannot deadlock.
  WITH locked AS MATERIALIZED (
    SELECT movie_id FROM movie_counts WHERE movie_id = ANY (movie_ids)
    ORDER BY movie_id FOR NO KEY UPDATE
  )
  UPDATE movie_counts AS counts
  SET comment_count = counts.comment_count + change.by_count
  FROM locked JOIN unnest(movie_ids, by_counts) AS change (movie_id, by_count) USING (movie_id)
  WHERE counts.movie_id = locked.movie_id
$$;

-- Keeps both counts: of a movie's comments that have a text, and of a comment's replies. A tombstone
-- goes with its last reply.
CREATE OR REPLACE FUNCTION comments_changed() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE TRIGGER comments_inserted AFTER INSERT ON comments
  REFERENCING NEW TABLE AS changed_comments
  FOR EACH STATEMENT EXECUTE FUNCTION comments_changed();

CREATE OR REPLACE TRIGGER comments_deleted AFTER DELETE ON comments
  REFERENCING OLD TABLE AS changed_comments
  FOR EACH STATEMENT EXECUTE FUNCTION comments_changed();

CREATE OR REPLACE FUNCTION comments_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE TRIGGER comments_emptied AFTER UPDATE ON comments
  REFERENCING OLD TABLE AS old_comments NEW TABLE AS new_comments
  FOR EACH STATEMENT EXECUTE FUNCTION comments_emptied();

-- A deleted account takes its comments along; one with replies of others leaves its tombstone. The
-- account's row is locked by now: nothing new can refer to it.
CREATE OR REPLACE FUNCTION users_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Each statement sees what was committed before it: without the locks a reply could go in between,
  -- and leave a tombstone without a reply. Whoever writes comments locks them in this order, a comment
  -- before its replies, and counts thereafter: no deadlock.
  PERFORM FROM comments
  WHERE id IN (
    SELECT id FROM comments WHERE author_id = OLD.id
    UNION ALL
    SELECT parent_id FROM comments WHERE author_id = OLD.id
  )
  ORDER BY id FOR UPDATE;
  DELETE FROM comments WHERE author_id = OLD.id AND parent_id IS NOT NULL;
  DELETE FROM comments WHERE author_id = OLD.id AND reply_count = 0;
  UPDATE comments SET text = NULL, author_id = NULL, edited_at = NULL WHERE author_id = OLD.id;
  RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER users_deleted BEFORE DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION users_deleted();
