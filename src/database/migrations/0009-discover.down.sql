LOCK TABLE movies, likes, comments, movie_counts IN SHARE ROW EXCLUSIVE MODE;

DROP FUNCTION heat_forget();

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

CREATE OR REPLACE FUNCTION likes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
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

DROP FUNCTION comment_counts_add(integer, bigint[], timestamptz[]);
DROP FUNCTION hot_movies(integer);
DROP FUNCTION heat_changed(double precision, double precision, double precision);
DROP FUNCTION heat_weight(timestamptz, double precision);
DROP FUNCTION heat_time(timestamptz);
DROP INDEX movies_director_idx;
DROP INDEX comments_created_at_idx;
DROP INDEX likes_liked_at_idx;
DROP TABLE heat_window;
-- Its indexes and constraints go with a column.
ALTER TABLE movie_counts DROP COLUMN heat_since, DROP COLUMN heat_events, DROP COLUMN heat;
