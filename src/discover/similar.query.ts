import { hiddenNumber } from '../paging/list.source.js';
import { joinedRows } from '../paging/joined-rows.js';
import type { PageSlice } from '../paging/slice.js';
import { prepared, type Query, Values } from '../database/run/statement.js';
import { MOVIE_JSON_JOINS, movieRow } from '../movies/movie-json.js';
import type { Reader } from '../http/routing/reader.js';

/** What is read of the likes: who liked the movie last, and of all of them together so many likes. */
const LIKERS = 100;
const LIKES = 6000;
/** Movies with most likers in common whose likes are looked up. */
const LIKED_TOGETHER = 300;
/** The newest of each of the movie's genres, and of its director. */
const OF_GENRE = 120;
const OF_DIRECTOR = 50;
/** Movies of either kind that are compared in everything. */
const COMPARED = 150;
/** Names of a cast that are compared: the first ones. */
const BILLED = 20;
const LIST_LENGTH = 100;

/**
 * A page of the movies that are like one. Every part reads a bounded number of index entries,
 * whatever the tables hold. No row for a movie that is not there.
 */
export function similarStatement(movieId: number, slice: PageSlice, reader: Reader): Query {
  const values = new Values();
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const movie = `${values.add(movieId)}::bigint`;
  const wanted = hiddenNumber(values, slice.limit);
  const skipped = hiddenNumber(values, slice.offset);
  const from = `
    FROM unnest(ARRAY(
      SELECT movie_id FROM ranked ORDER BY position LIMIT ${wanted} OFFSET ${skipped}
    )) WITH ORDINALITY AS page (id, position)
    JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`;
  const text = `
    WITH ${likedTogether(movie)}, ${related(movie)}, ${ranked(movie)}
    SELECT (SELECT count(*) FROM ranked)::bigint AS count, coalesce((
      ${joinedRows(movieRow(origin, viewer), 'page.position', from)}
    ), '') AS results
    FROM movies WHERE movies.id = ${movie}`;
  return { ...prepared(text, { reads: true }), values: values.list };
}

/**
 * What those like who like the movie. The more of all who like either like both, the closer: movies
 * that everybody likes have likers in common with all others, and are not like them for that. One
 * liker in common may be chance: two count first.
 */
const likedTogether = (movie: string): string => `
  likers AS MATERIALIZED (
    SELECT user_id FROM likes WHERE movie_id = ${movie}
    ORDER BY liked_at DESC, user_id DESC LIMIT ${LIKERS}
  ), liked AS MATERIALIZED (
    SELECT theirs.movie_id, count(*) AS likers
    FROM likers CROSS JOIN LATERAL (
      SELECT likes.movie_id FROM likes WHERE likes.user_id = likers.user_id
      ORDER BY likes.liked_at DESC, likes.movie_id DESC
      LIMIT (SELECT ${LIKES} / greatest(count(*), 1) FROM likers)
    ) AS theirs
    WHERE theirs.movie_id <> ${movie}
    GROUP BY theirs.movie_id
    ORDER BY likers DESC, theirs.movie_id DESC LIMIT ${LIKED_TOGETHER}
  ), counted AS MATERIALIZED (
    SELECT movie_id, likers, ${likeCount('liked.movie_id')} AS like_count FROM liked
  ), close AS MATERIALIZED (
    SELECT movie_id, likers > 1 AS is_sure,
      likers::float8 / ((SELECT count(*) FROM likers) + like_count - likers) AS closeness,
      like_count
    FROM counted
    ORDER BY is_sure DESC, closeness DESC, movie_id DESC LIMIT ${COMPARED}
  )`;

/** Looked up row by row: for a join PostgreSQL would rather read a table that is not large yet. */
const likeCount = (id: string): string =>
  `(SELECT like_count FROM movie_counts WHERE movie_counts.movie_id = ${id})`;

/** The newest of the same genres and director: read only where likes do not fill the list. */
const related = (movie: string): string => `
  own_genres AS MATERIALIZED (
    SELECT genre_id FROM movie_genres WHERE movie_id = ${movie}
  ), newest AS MATERIALIZED (
    SELECT candidate.movie_id
    FROM (
      SELECT of_genre.movie_id, false AS is_directors
      FROM own_genres CROSS JOIN LATERAL (
        SELECT link.movie_id FROM movie_genres AS link WHERE link.genre_id = own_genres.genre_id
        ORDER BY link.created_at DESC, link.movie_id DESC LIMIT ${OF_GENRE}
      ) AS of_genre
      UNION ALL (
        SELECT id, true FROM movies
        WHERE director = (SELECT director FROM movies WHERE id = ${movie})
        ORDER BY id DESC LIMIT ${OF_DIRECTOR}
      )
    ) AS candidate
    WHERE (SELECT count(*) FROM close) < ${LIST_LENGTH}
      AND candidate.movie_id <> ${movie}
      AND candidate.movie_id NOT IN (SELECT movie_id FROM close)
    GROUP BY candidate.movie_id
    ORDER BY ${genresInCommon('candidate.movie_id')} DESC,
      bool_or(candidate.is_directors) DESC, candidate.movie_id DESC
    LIMIT ${COMPARED}
  ), related AS (
    SELECT movie_id, false AS is_sure, 0.0::float8 AS closeness,
      ${likeCount('newest.movie_id')} AS like_count
    FROM newest
  )`;

const genresInCommon = (id: string): string => `(
  SELECT count(*) FROM movie_genres AS link
  WHERE link.movie_id = ${id} AND link.genre_id IN (SELECT genre_id FROM own_genres)
)`;

/** Both kinds in one total order: likers in common, then genres, director, cast, likes, id. */
const ranked = (movie: string): string => `
  ranked AS MATERIALIZED (
    SELECT found.movie_id, row_number() OVER (
      ORDER BY found.is_sure DESC, found.closeness DESC,
        ${genresInCommon('found.movie_id')} DESC,
        (other.director = movie.director) IS TRUE DESC,
        (SELECT count(*) FROM unnest(other.billed) AS name WHERE name = ANY (movie.billed)) DESC,
        found.like_count DESC, found.movie_id DESC
    ) AS position
    FROM (SELECT * FROM close UNION ALL SELECT * FROM related) AS found
    CROSS JOIN LATERAL (
      SELECT director, "cast"[:${BILLED}] AS billed FROM movies
      WHERE id = found.movie_id OFFSET 0 -- no join, as in likeCount()
    ) AS other
    CROSS JOIN (
      SELECT director, "cast"[:${BILLED}] AS billed FROM movies WHERE id = ${movie}
    ) AS movie
    ORDER BY position LIMIT ${LIST_LENGTH}
  )`;
