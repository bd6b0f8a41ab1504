import type pg from 'pg';

/**
 * What has to hold of the database at any moment, whoever was killed before: each statement finds the
 * rows of which it does not hold. What is kept beside the rows it is made from equals them.
 */
export const INVARIANTS: Readonly<Record<string, string>> = {
  'a movie has one row of counts, and no row is left of others': `
    SELECT movies.id, counts.movie_id
    FROM movies FULL JOIN movie_counts AS counts ON counts.movie_id = movies.id
    WHERE movies.id IS NULL OR counts.movie_id IS NULL`,

  'like_count is the number of likes': `
    SELECT counts.movie_id, counts.like_count, counted.likes
    FROM movie_counts AS counts CROSS JOIN LATERAL (
      SELECT count(*) AS likes FROM likes WHERE likes.movie_id = counts.movie_id
    ) AS counted
    WHERE counts.like_count <> counted.likes`,

  'comment_count is the number of comments with a text': `
    SELECT counts.movie_id, counts.comment_count, counted.comments
    FROM movie_counts AS counts CROSS JOIN LATERAL (
      SELECT count(*) AS comments FROM comments
      WHERE comments.movie_id = counts.movie_id AND text IS NOT NULL
    ) AS counted
    WHERE counts.comment_count <> counted.comments`,

  'reply_count is the number of replies': `
    SELECT parent.id, parent.reply_count, counted.replies
    FROM comments AS parent CROSS JOIN LATERAL (
      SELECT count(*) AS replies FROM comments WHERE comments.parent_id = parent.id
    ) AS counted
    WHERE parent.reply_count <> counted.replies`,

  'a tombstone has replies': `
    SELECT id FROM comments WHERE text IS NULL AND reply_count = 0`,

  'movie_totals add up to the movies, and to those of each genre': `
    SELECT genre_id, total.movies, counted.movies AS counted
    FROM (
      SELECT genre_id, sum(movie_count) AS movies FROM movie_totals GROUP BY genre_id
    ) AS total
    FULL JOIN (
      SELECT 0 AS genre_id, count(*) AS movies FROM movies
      UNION ALL
      SELECT genre_id, count(*) FROM movie_genres GROUP BY genre_id
    ) AS counted USING (genre_id)
    WHERE coalesce(total.movies, 0) <> coalesce(counted.movies, 0)`,

  'movie_genres are the genres of the movies, with what stands beside them': `
    SELECT movie_id, genre_id, link.genre_ids, listed.genre_ids AS listed_ids
    FROM movie_genres AS link
    FULL JOIN (
      SELECT movies.id AS movie_id, genres.id AS genre_id, movies.created_at, movies.year,
        movies.language, array_agg(genres.id) OVER (PARTITION BY movies.id) AS genre_ids
      FROM movies
      CROSS JOIN unnest(movies.genres) AS given (name)
      LEFT JOIN genres ON genres.name = given.name
    ) AS listed USING (movie_id, genre_id)
    WHERE (link.created_at, link.year, link.language) IS DISTINCT FROM
        (listed.created_at, listed.year, listed.language)
      OR NOT (link.genre_ids @> listed.genre_ids AND link.genre_ids <@ listed.genre_ids)`,

  'movie_titles has what stands in the movies': `
    SELECT movies.id, titles.movie_id
    FROM movies FULL JOIN movie_titles AS titles ON titles.movie_id = movies.id
    WHERE (titles.movie_id, titles.title_key, titles.year, titles.language)
      IS DISTINCT FROM (movies.id, movies.title_key, movies.year, movies.language)`,

  'movie_search has what each movie is found by': `
    SELECT movies.id, search.movie_id, search.words
    FROM movies
    FULL JOIN movie_search AS search ON search.movie_id = movies.id
    WHERE movies.id IS NULL OR search.movie_id IS NULL
      OR (search.joined_title, search.joined_original_title, search.words)
        IS DISTINCT FROM (movies.joined_title, movies.joined_original_title,
          search_words(movies.title_terms, movies.original_title_terms, movies.year))`,

  'every word of a title is in the vocabulary': `
    SELECT DISTINCT word COLLATE "C" AS word
    FROM movie_search CROSS JOIN unnest(tsvector_to_array(words)) AS word
    WHERE word NOT LIKE '(%' -- the year, which no title has in this form
    EXCEPT SELECT word FROM title_words`,

  'the document of a movie says what its columns say': `
    SELECT id, document FROM movies
    WHERE (document || '}')::jsonb @> jsonb_build_object(
      'id', id, 'title', title, 'genres', genres, 'year', year, 'description', description
    ) IS NOT TRUE`,

  'no idempotency key is kept without its answer': `
    SELECT user_id, key FROM idempotency_keys WHERE status IS NULL`,

  'a movie has caused one confirmation at most': `
    SELECT payload->>'movie_id' AS movie_id, count(*) FROM mails
    WHERE kind = 'movie-created' GROUP BY 1 HAVING count(*) > 1`,
};

/** Beside {@link INVARIANTS} while nobody sends mails: none is missing. */
export const EVERY_MAIL_WAITS = `
  SELECT id FROM movies
  WHERE creator_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM mails WHERE kind = 'movie-created' AND (payload->>'movie_id')::bigint = movies.id
  )`;

/** @returns each invariant that is broken, with the first rows that break it */
export async function brokenInvariants(
  client: Pick<pg.Client, 'query'>,
  more: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const [name, statement] of Object.entries({ ...INVARIANTS, ...more })) {
    const { rows } = await client.query(`SELECT * FROM (${statement}) AS found LIMIT 5`);
    if (rows.length > 0) broken[name] = rows;
  }
  return broken;
}
