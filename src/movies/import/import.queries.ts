import { IMPORT_LOCK } from '../../database/advisory-locks.js';

/** Imports take turns, batch by batch: what one has added, the next one finds. */
export const TAKE_TURN = `SELECT pg_advisory_xact_lock(${IMPORT_LOCK})`;

/**
 * Adds the rows of `$1` (JSON, with the columns' names) that are not there, for the creator `$2` or
 * NULL, and answers how many those were. A row is known by its source and id there; one without by
 * its IMDb id; one without that by title, year and director.
 */
export const ADD_MISSING = `
  WITH given AS (
    SELECT * FROM json_to_recordset($1::json) AS given (
      position integer, title text, title_key text, joined_title text, title_terms text[],
      original_title text, joined_original_title text, original_title_terms text[], description text, genres text[], year smallint,
      release_date date, runtime_minutes smallint, language text, director text, "cast" text[],
      poster_url text, imdb_id text, source text, source_id text
    )
  ), missing AS (
    SELECT given.*, row_number() OVER (
      PARTITION BY CASE
        WHEN source_id IS NOT NULL THEN json_build_array('source', source, source_id)::text
        WHEN imdb_id IS NOT NULL THEN imdb_id
        ELSE json_build_array('title', title, year, director)::text
      END
      ORDER BY position
    ) AS occurrence
    FROM given
    WHERE CASE
      WHEN source_id IS NOT NULL THEN NOT EXISTS (
        SELECT FROM movies AS known
        WHERE known.source = given.source AND known.source_id = given.source_id)
      WHEN imdb_id IS NOT NULL THEN NOT EXISTS (
        SELECT FROM movies AS known WHERE known.imdb_id = given.imdb_id)
      ELSE NOT EXISTS (
        SELECT FROM movies AS known
        WHERE known.title_key = given.title_key AND known.title = given.title
          AND known.year IS NOT DISTINCT FROM given.year
          AND known.director IS NOT DISTINCT FROM given.director)
    END
  ), added AS (
    INSERT INTO movies (
      creator_id, title, title_key, joined_title, title_terms,
      original_title, joined_original_title, original_title_terms, description, genres, year, release_date, runtime_minutes, language, director, "cast",
      poster_url, imdb_id, source, source_id
    )
    SELECT $2::bigint, title, title_key, joined_title, title_terms,
      original_title, joined_original_title, original_title_terms, description, genres, year, release_date, runtime_minutes, language, director, "cast",
      poster_url, imdb_id, source, source_id
    FROM missing WHERE occurrence = 1 ORDER BY position
    ON CONFLICT DO NOTHING
    RETURNING id
  )
  SELECT count(*)::integer AS added FROM added
`;
