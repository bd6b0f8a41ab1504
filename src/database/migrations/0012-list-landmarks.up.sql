-- Writers that are under way end first: none falls between what is counted here and the triggers.
LOCK TABLE movies IN SHARE ROW EXCLUSIVE MODE;

-- Places in the default list and how many movies come before each, oldest first, so that a page far
-- down is a few steps from the nearest one. One stands before all movies and one behind them. They
-- know nothing of the changes that wait in `movie_landmark_changes`.
CREATE TABLE movie_landmarks (
  created_at    timestamptz(3) NOT NULL,
  id            bigint NOT NULL,
  movies_before bigint NOT NULL,
  CONSTRAINT movie_landmarks_pkey PRIMARY KEY (created_at, id)
) WITH (fillfactor = 70);

CREATE INDEX movie_landmarks_movies_before_idx ON movie_landmarks (movies_before);

-- How many movies came and went since, and where. Writers add rows and look at nothing: they wait for
-- nobody. What a landmark says and the changes before it are exact together, in every snapshot.
CREATE TABLE movie_landmark_changes (
  created_at timestamptz(3) NOT NULL,
  id         bigint NOT NULL,
  by_count   integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- The first id of those whose movies, if they have the same time, are counted together: an import is
-- a few changes then. Landmarks stand at such ids alone, so that a change is on one side of each.
CREATE FUNCTION movie_landmark_id(id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT id - id % 256
$$;

CREATE FUNCTION movie_landmarks_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO movie_landmark_changes (created_at, id, by_count)
  SELECT created_at, movie_landmark_id(id), CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
  FROM changed_movies
  GROUP BY created_at, movie_landmark_id(id);
  RETURN NULL;
END $$;

CREATE TRIGGER movie_landmarks_inserted AFTER INSERT ON movies
  REFERENCING NEW TABLE AS changed_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movie_landmarks_changed();

CREATE TRIGGER movie_landmarks_deleted AFTER DELETE ON movies
  REFERENCING OLD TABLE AS changed_movies
  FOR EACH STATEMENT EXECUTE FUNCTION movie_landmarks_changed();

CREATE FUNCTION movie_landmarks_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO movie_landmark_changes (created_at, id, by_count)
  VALUES
    (OLD.created_at, movie_landmark_id(OLD.id), -1),
    (NEW.created_at, movie_landmark_id(NEW.id), 1);
  RETURN NULL;
END $$;

-- The application never changes the time of a movie; who does so by SQL is followed.
CREATE TRIGGER movie_landmarks_moved AFTER UPDATE ON movies
  FOR EACH ROW WHEN ((OLD.created_at, OLD.id) IS DISTINCT FROM (NEW.created_at, NEW.id))
  EXECUTE FUNCTION movie_landmarks_moved();

CREATE OR REPLACE FUNCTION movies_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE movie_genres, movie_search, movie_counts, movie_totals, movie_landmarks,
    movie_landmark_changes;
  INSERT INTO movie_landmarks VALUES ('-infinity', 0, 0), ('infinity', 0, 0);
  RETURN NULL;
END $$;

-- Adds landmarks about every `size` movies where twice as many lie between two. It counts what it sees
-- less the changes that it sees: whatever others commit meanwhile is in both or in neither.
CREATE FUNCTION movie_landmarks_add(size integer) RETURNS void LANGUAGE sql AS $$
  INSERT INTO movie_landmarks (created_at, id, movies_before)
  SELECT place.created_at, place.id, gap.movies_before + place.movies_before
  FROM (
    SELECT *, lead(created_at) OVER in_order AS end_created_at, lead(id) OVER in_order AS end_id,
      lead(movies_before) OVER in_order - movies_before AS movies
    FROM movie_landmarks WINDOW in_order AS (ORDER BY created_at, id)
  ) AS gap
  CROSS JOIN LATERAL (
    SELECT *, movies_before / size > lag(movies_before / size) OVER (ORDER BY created_at, id) AS is_due
    FROM (
      SELECT created_at, id,
        sum(sum(movies)::integer) OVER (ORDER BY created_at, id) - sum(movies)::integer AS movies_before
      FROM (
        SELECT created_at, movie_landmark_id(id), count(*)
        FROM movies
        WHERE (created_at, id) >= (gap.created_at, gap.id)
          AND (created_at, id) < (gap.end_created_at, gap.end_id)
        GROUP BY created_at, movie_landmark_id(id)
        UNION ALL
        SELECT created_at, id, -by_count
        FROM movie_landmark_changes
        WHERE (created_at, id) >= (gap.created_at, gap.id)
          AND (created_at, id) < (gap.end_created_at, gap.end_id)
      ) AS counted (created_at, id, movies)
      GROUP BY created_at, id
    ) AS places
  ) AS place
  WHERE gap.movies > 2 * size AND place.is_due
$$;

-- Removes landmarks where those on both sides have `size` movies between them at most.
CREATE FUNCTION movie_landmarks_thin(size integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  landmark record;
  kept_before bigint;
BEGIN
  FOR landmark IN
    SELECT *, lead(movies_before) OVER (ORDER BY created_at, id) AS next_before
    FROM movie_landmarks ORDER BY created_at, id
  LOOP
    -- The first and the last one have nothing on one side: NULL.
    IF landmark.next_before - kept_before <= size THEN
      DELETE FROM movie_landmarks WHERE (created_at, id) = (landmark.created_at, landmark.id);
    ELSE
      kept_before := landmark.movies_before;
    END IF;
  END LOOP;
END $$;

-- Takes the changes up into the landmarks and sees to it that these stand about `size` movies apart.
-- Where another instance is at it, nothing is done.
CREATE FUNCTION movie_landmarks_keep(size integer) RETURNS void LANGUAGE plpgsql
SET jit = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM movie_landmark_changes) THEN
    RETURN;
  END IF;
  LOCK TABLE movies IN ACCESS SHARE MODE; -- first, as TRUNCATE does: no deadlock
  PERFORM FROM movie_landmarks WHERE created_at = '-infinity' FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  WITH taken AS (
    DELETE FROM movie_landmark_changes RETURNING *
  ), summed AS (
    SELECT created_at, id, is_landmark,
      sum(by_count) OVER (ORDER BY created_at, id, is_landmark DESC ROWS UNBOUNDED PRECEDING) AS by_count
    FROM (
      SELECT created_at, id, by_count, false FROM taken
      UNION ALL
      SELECT created_at, id, 0, true FROM movie_landmarks
    ) AS places (created_at, id, by_count, is_landmark)
  )
  UPDATE movie_landmarks AS landmark SET movies_before = movies_before + summed.by_count
  FROM summed
  WHERE summed.is_landmark AND summed.by_count <> 0
    AND (landmark.created_at, landmark.id) = (summed.created_at, summed.id);
  PERFORM movie_landmarks_add(size);
  PERFORM movie_landmarks_thin(size);
END $$;

INSERT INTO movie_landmarks VALUES ('-infinity', 0, 0), ('infinity', 0, (SELECT count(*) FROM movies));
SELECT movie_landmarks_add(1000);
