-- Writers that are under way end first, and no like falls between the old triggers and the new ones.
LOCK TABLE movies, likes, comments, movie_counts IN SHARE ROW EXCLUSIVE MODE;

-- Trending: a like weighs 1, a comment or reply 2, and half of that with each day that passes. Instead
-- of all weights fading, newer events weigh more: 2 to the power of the days since a fixed one. The
-- order of the sums is the same, and a movie is written only when something happens to it. `heat` is
-- the binary logarithm of the sum: the sum itself would soon be too large for a number.
ALTER TABLE movie_counts
  ADD COLUMN heat double precision,
  -- Likes and comments in `heat`: when the last one goes, no rest of rounding may stay.
  ADD COLUMN heat_events integer NOT NULL DEFAULT 0,
  -- Up to when this movie's events have been taken out, where that is later than `heat_window` says.
  ADD COLUMN heat_since timestamptz(3);

CREATE INDEX movie_counts_heat_idx ON movie_counts (heat, movie_id) WHERE heat IS NOT NULL;

-- One row: events up to then have left the chart. It follows seven days behind (see heat_forget).
CREATE TABLE heat_window (
  only_row boolean NOT NULL DEFAULT true,
  since    timestamptz(3) NOT NULL,
  CONSTRAINT heat_window_pkey PRIMARY KEY (only_row),
  CONSTRAINT heat_window_only_row_check CHECK (only_row)
);

INSERT INTO heat_window (since) VALUES (now() - interval '7 days');

-- For finding what has grown too old. They cost next to nothing to keep: rows come in the order of
-- time, and those that come into gaps which deleted ones have left are what `multi` is for.
CREATE INDEX likes_liked_at_idx ON likes
  USING brin (liked_at timestamptz_minmax_multi_ops) WITH (autosummarize = on);
CREATE INDEX comments_created_at_idx ON comments
  USING brin (created_at timestamptz_minmax_multi_ops) WITH (autosummarize = on);

-- Similar movies: those of a director, newest first.
CREATE INDEX movies_director_idx ON movies (director, id) WHERE director IS NOT NULL;

-- Days since a fixed one.
CREATE FUNCTION heat_time(at timestamptz) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT date_part('epoch', at - timestamptz '2026-01-01T00:00:00Z') / 86400
$$;

-- What an event weighs when one at `base` weighs 1. Numbers below 2^-1022 would be an error.
CREATE FUNCTION heat_weight(at timestamptz, base double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT power(2, greatest(heat_time(at) - base, -1000))
$$;

-- `heat` after weights, relative to `base`, have been added to its sum. An absent one counts as 0.
CREATE FUNCTION heat_changed(heat double precision, weights double precision, base double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
  SELECT base + ln(greatest(power(2, greatest(heat - base, -1000)) + weights, 1e-300)) / ln(2.0::float8)
$$;

-- How many movies have heat, up to a number. Rows that are written all the time look dear to fetch by
-- index: the planner would rather read the whole table than some hundred of them.
CREATE FUNCTION hot_movies(most integer) RETURNS bigint LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
  RETURN (SELECT count(*) FROM (SELECT FROM movie_counts WHERE heat IS NOT NULL LIMIT most) AS hot);
END $$;

-- In the order of the movies, so that two statements that touch the same ones cannot deadlock. Which
-- events count is decided once the lock is there: heat_forget() may have moved the line meanwhile.
CREATE OR REPLACE FUNCTION likes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sign integer := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
  base double precision := heat_time(now());
BEGIN
  WITH locked AS MATERIALIZED (
    SELECT movie_id, heat_since FROM movie_counts
    WHERE movie_id IN (SELECT movie_id FROM changed_likes)
    ORDER BY movie_id FOR NO KEY UPDATE
  )
  UPDATE movie_counts AS counts
  SET like_count = counts.like_count + sign * change.likes,
    heat_events = counts.heat_events + sign * change.recent,
    heat = CASE
      WHEN counts.heat_events + sign * change.recent < 1 THEN NULL
      WHEN change.recent = 0 THEN counts.heat
      ELSE heat_changed(counts.heat, sign * change.weights, base)
    END
  FROM (
    SELECT movie_id, count(*) AS likes, count(*) FILTER (WHERE is_recent) AS recent,
      sum(heat_weight(liked_at, base)) FILTER (WHERE is_recent) AS weights
    FROM (
      SELECT movie_id, liked_at,
        liked_at > greatest(locked.heat_since, (SELECT since FROM heat_window)) AS is_recent
      FROM changed_likes JOIN locked USING (movie_id)
    ) AS likes
    GROUP BY movie_id
  ) AS change
  WHERE counts.movie_id = change.movie_id;
  RETURN NULL;
END $$;

-- Of comments that have a text: `sign` 1 for new ones, -1 for those that go; both arrays in step.
CREATE FUNCTION comment_counts_add(sign integer, movie_ids bigint[], times timestamptz[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  base double precision := heat_time(now());
BEGIN
  WITH locked AS MATERIALIZED (
    SELECT movie_id, heat_since FROM movie_counts
    WHERE movie_id = ANY (movie_ids)
    ORDER BY movie_id FOR NO KEY UPDATE
  )
  UPDATE movie_counts AS counts
  SET comment_count = counts.comment_count + sign * change.comments,
    heat_events = counts.heat_events + sign * change.recent,
    heat = CASE
      WHEN counts.heat_events + sign * change.recent < 1 THEN NULL
      WHEN change.recent = 0 THEN counts.heat
      ELSE heat_changed(counts.heat, sign * 2 * change.weights, base)
    END
  FROM (
    SELECT movie_id, count(*) AS comments, count(*) FILTER (WHERE is_recent) AS recent,
      sum(heat_weight(created_at, base)) FILTER (WHERE is_recent) AS weights
    FROM (
      SELECT movie_id, created_at,
        created_at > greatest(locked.heat_since, (SELECT since FROM heat_window)) AS is_recent
      FROM unnest(movie_ids, times) AS changed (movie_id, created_at)
      JOIN locked USING (movie_id)
    ) AS comments
    GROUP BY movie_id
  ) AS change
  WHERE counts.movie_id = change.movie_id;
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

  PERFORM comment_counts_add(sign, array_agg(movie_id), array_agg(created_at))
  FROM changed_comments WHERE text IS NOT NULL
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION comments_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM comment_counts_add(-1, array_agg(before.movie_id), array_agg(before.created_at))
  FROM old_comments AS before JOIN new_comments AS after USING (id)
  WHERE before.text IS NOT NULL AND after.text IS NULL
  HAVING count(*) > 0;
  RETURN NULL;
END $$;

DROP FUNCTION comment_counts_add(bigint[], bigint[]);

-- Takes out what has grown older than seven days, three hours of events at most, and tells whether more is
-- to be done. Where another instance is at it, nothing is.
CREATE FUNCTION heat_forget() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  base double precision := heat_time(now());
  over timestamptz(3) := now() - interval '7 days';
  last timestamptz(3);
  line timestamptz(3);
  movie_ids bigint[];
BEGIN
  SELECT since INTO last FROM heat_window FOR UPDATE SKIP LOCKED;
  IF NOT FOUND OR last >= over THEN
    RETURN false;
  END IF;
  line := least(over, last + interval '3 hours');
  movie_ids := ARRAY(
    SELECT movie_id FROM likes WHERE liked_at > last AND liked_at <= line
    UNION
    SELECT movie_id FROM comments WHERE created_at > last AND created_at <= line AND text IS NOT NULL
  );
  PERFORM FROM movie_counts WHERE movie_id = ANY (movie_ids) ORDER BY movie_id FOR NO KEY UPDATE;
  -- A statement of its own: it sees what others had done by the time that the locks were there. What
  -- they do from now on waits, and then finds the line in the movie's row.
  UPDATE movie_counts AS counts
  SET heat_since = line,
    heat_events = counts.heat_events - gone.events,
    heat = CASE WHEN counts.heat_events - gone.events > 0
      THEN heat_changed(counts.heat, -gone.weights, base) END
  FROM (
    SELECT movie_id, count(*) AS events, sum(weight) AS weights
    FROM (
      SELECT movie_id, heat_weight(liked_at, base) AS weight
      FROM likes WHERE liked_at > last AND liked_at <= line
      UNION ALL
      SELECT movie_id, 2 * heat_weight(created_at, base)
      FROM comments WHERE created_at > last AND created_at <= line AND text IS NOT NULL
    ) AS event
    WHERE movie_id = ANY (movie_ids)
    GROUP BY movie_id
  ) AS gone
  WHERE counts.movie_id = gone.movie_id;
  UPDATE heat_window SET since = line;
  RETURN line < over;
END $$;

UPDATE movie_counts AS counts
SET heat_events = recent.events,
  heat = heat_changed(NULL, recent.weights, heat_time(now()))
FROM (
  SELECT movie_id, count(*) AS events, sum(weight) AS weights
  FROM (
    SELECT movie_id, heat_weight(liked_at, heat_time(now())) AS weight
    FROM likes WHERE liked_at > (SELECT since FROM heat_window)
    UNION ALL
    SELECT movie_id, 2 * heat_weight(created_at, heat_time(now()))
    FROM comments WHERE created_at > (SELECT since FROM heat_window) AND text IS NOT NULL
  ) AS event
  GROUP BY movie_id
) AS recent
WHERE counts.movie_id = recent.movie_id;
