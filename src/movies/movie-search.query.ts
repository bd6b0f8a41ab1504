import type { PageSlice } from '../database/list/slice.js';
import { prepared } from '../database/sql.js';
import { Values } from '../database/values.js';
import { movieConditions, type MovieFilter } from './movie-filter.js';
import { MOVIE_JSON_JOINS, movieJson } from './movie-json.js';
import type { Reader, Statement } from './movie-list.query.js';
import { withoutArticle } from './title-words.js';

/** The words that may stand for one typed word: itself, or known words that it may have meant. */
export type Alternatives = readonly string[];

/** A word of a `tsquery`, quoted: whatever it holds is text. */
const lexeme = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/**
 * All words in any order, the last one also as the beginning of a word.
 *
 * @param words for each typed word what may stand for it
 */
export function titleTsquery(words: readonly Alternatives[]): string {
  return words
    .map((alternatives, index) => {
      const last = index === words.length - 1;
      return `(${alternatives.map((word) => lexeme(word) + (last ? ':*' : '')).join(' | ')})`;
    })
    .join(' & ');
}

/**
 * A page of a search. Exact titles first, then those that differ by a leading article, then those
 * that begin with the words, then the rest; popularity and id settle what is equal.
 *
 * @param words what may stand for each typed word, the likeliest first
 */
export function movieSearchStatement(
  words: readonly Alternatives[],
  filter: MovieFilter,
  slice: PageSlice,
  reader: Reader,
): Statement {
  const values = new Values();
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const limit = values.add(slice.limit);
  const offset = values.add(slice.offset);
  const likeliest = words.map((alternatives) => alternatives[0]!);
  const meant = withoutArticle(likeliest);
  const exact = values.add(likeliest.join(' '));
  const bare = values.add(meant.join(' '));
  const query = values.add(titleTsquery(words.slice(words.length - meant.length)));
  const conditions = movieConditions(filter, values).map((condition) => `AND ${condition}`);
  const titles = '(movies.search_title, movies.search_original_title)';
  const starts = (text: string): string =>
    `starts_with(movies.search_title, ${text}) OR starts_with(coalesce(movies.search_original_title, ''), ${text})`;
  return {
    fixed: conditions.length === 0,
    values: values.list,
    text: `
      WITH found AS MATERIALIZED (
        SELECT movies.id, counts.like_count,
          CASE
            WHEN ${exact}::text IN ${titles} THEN 0
            WHEN ${bare}::text IN ${titles}
              OR movies.search_title IN ('the ' || ${bare}, 'a ' || ${bare}, 'an ' || ${bare}) THEN 1
            WHEN ${starts(`${exact}::text`)} OR ${starts(`${bare}::text`)}
              OR starts_with(movies.search_title, 'the ' || ${bare}::text) THEN 2
            ELSE 3
          END AS rank
        FROM movies JOIN movie_counts AS counts ON counts.movie_id = movies.id
        WHERE movies.search_vector @@ ${query}::tsquery ${conditions.join(' ')}
      ), page AS (
        SELECT id, row_number() OVER (ORDER BY rank, like_count DESC, id) AS position
        FROM found
        ORDER BY rank, like_count DESC, id
        LIMIT ${limit} OFFSET ${offset}
      )
      SELECT (SELECT count(*) FROM found)::bigint AS count, coalesce((
        SELECT string_agg(${movieJson(origin, viewer)}, ',' ORDER BY page.position)
        FROM page JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}
      ), '') AS results`,
  };
}

/** Whether any title, filters aside, has the words of a `tsquery`. */
export const TITLE_KNOWN = prepared(
  'SELECT EXISTS (SELECT FROM movies WHERE search_vector @@ $1::tsquery) AS known',
);

/** Known words that differ from a typed one ($1, a list) by one letter wrong, missing, added or swapped. */
export const WORDS_ONE_ERROR_OFF = prepared(`
  SELECT typed.word AS typed, known.word
  FROM unnest($1::text[]) AS typed (word)
  JOIN title_words AS known ON known.deletions && one_letter_deletions(typed.word)
`);

/**
 * Known words of about the length of a typed one ($1, a list) that are up to four single changes
 * away, which is what two swaps come to. Reads the whole vocabulary: the last resort.
 */
export const WORDS_TWO_ERRORS_OFF = prepared(`
  SELECT typed.word AS typed, known.word
  FROM unnest($1::text[]) AS typed (word)
  JOIN title_words AS known
    ON length(known.word) BETWEEN length(typed.word) - 2 AND length(typed.word) + 2
    AND CASE WHEN octet_length(known.word) <= 100 AND octet_length(typed.word) <= 100
      THEN levenshtein_less_equal(known.word, typed.word, 4) <= 4 END
`);
