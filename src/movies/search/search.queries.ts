import { firstRows, hiddenNumber } from '../../database/list/first-rows.js';
import { joinedRows } from '../../database/list/joined-rows.js';
import type { PageSlice } from '../../database/list/slice.js';
import { prepared, type PreparedStatement } from '../../database/statement.js';
import { Values } from '../../database/values.js';
import { movieConditions, type MovieFilter } from '../movie-filter.js';
import { MOVIE_JSON_JOINS, movieRow } from '../movie-json.js';
import type { Reader } from '../movie-list.query.js';
import type { TellingWords } from './telling-words.js';
import type { TypedTitle } from './typed-title.js';

/** What a search statement answers. */
export interface SearchRow {
  readonly count: number;
  readonly results: string;
  /** The best rank of any title, filters aside; `null` where no title matches. */
  readonly best: number | null;
}

/** Ranks of titles that have what was typed as it stands; the lower, the better. */
export const RANK = {
  /** The title itself. */
  same: 0,
  /** But for an article, signs, blanks, or how a number is written. */
  alike: 1,
  begins: 2,
  /** The same words in another order. */
  reordered: 3,
  contains: 4,
} as const;

/** Ranks where errors are reckoned with: so many of them are added to the first two. */
export const NEAR = { whole: 0, begins: 10, kept: 20, contains: 30 } as const;

/** Single letters that a title may be off as a whole and still be one that was meant. */
const MOST_ERRORS = 4;

/** Every `popularity` there is: with each of them, a title is one range of the index. */
const POPULARITIES = `'{${Array.from({ length: 32 }, (_, digits) => digits).join(',')}}'::smallint[]`;

/**
 * The movies whose joined title, or original title, passes a condition on it.
 *
 * @param condition on the column that it is given
 */
export const byJoined = (condition: (column: string) => string): string =>
  ['joined_title', 'joined_original_title']
    .map((column) => `popularity = ANY (${POPULARITIES}) AND ${condition(column)}`)
    .map((part) => `(${part})`)
    .join(' OR ');

/** Everything that begins so: the range of an index in the order of code points. */
export const beginsWith = (column: string, text: string): string =>
  `${column} >= ${text} AND ${column} < ${text} || U&'\\+10FFFF'`;

/**
 * A value that the planner does not see. Where it sees one, be it only to compare with, plans for that
 * very value look cheaper than one for all, and it plans anew each time; that takes longer than to run.
 */
export const hidden = (placeholder: string, type: string): string =>
  `(SELECT ${placeholder}::${type})`;

/** Equal ranks by likes, and then by id. */
export const BEST_FIRST = 'ORDER BY rank, like_count DESC, movie_id';

export interface Search {
  readonly filter: MovieFilter;
  readonly slice: PageSlice;
  readonly reader: Reader;
}

export interface Statement {
  readonly statement: PreparedStatement | string;
  readonly values: readonly unknown[];
}

/** A page of the titles that have the words as typed, or are the same but for what does not count. */
export function literalSearch(typed: TypedTitle, telling: TellingWords, search: Search): Statement {
  const values = new Values();
  return pageOf(literalMatches(typed, telling, values), values, search);
}

/** @returns parts of a WITH clause, `matches` the last */
function literalMatches(typed: TypedTitle, telling: TellingWords, values: Values): string {
  const key = hidden(values.add(typed.key), 'text');
  const joined = hidden(values.add(typed.joined), 'text');
  const bareLength = hidden(values.add(typed.bareLength), 'integer');
  const hasAll = `words @@ ${hidden(values.add(typed.every), 'tsquery')}`;
  const rank = `CASE
      WHEN ${joined} IN (joined_title, joined_original_title) THEN
        CASE WHEN (SELECT movies.title_key = ${key} FROM movies WHERE movies.id = movie_id)
          THEN ${RANK.same} ELSE ${RANK.alike} END
      WHEN starts_with(joined_title, ${joined})
        OR starts_with(joined_original_title, ${joined}) THEN ${RANK.begins}
      WHEN length(joined_title) IN (length(${joined}), ${bareLength}) THEN ${RANK.reordered}
      ELSE ${RANK.contains}
    END`;
  const ranked = (condition: string): string =>
    `SELECT movie_id, like_count, ${rank} AS rank FROM movie_search WHERE ${condition}`;
  // A condition within IS TRUE is beyond the index: it is looked at in the rows that the rest finds.
  const found =
    telling.query === typed.every
      ? hasAll
      : `words @@ ${hidden(values.add(telling.query), 'tsquery')} AND (${hasAll}) IS TRUE`;
  const same = byJoined((column) => `${column} = ${joined}`);
  const begun = byJoined((column) => beginsWith(column, joined));
  // Blanks may be typed where the title has none, or left out: titles that are the same without any
  // come along; those that begin so, only where none has the words as such.
  return `
    spelled AS MATERIALIZED (${ranked(found)}),
    matches AS NOT MATERIALIZED (
      SELECT * FROM spelled
      UNION ALL
      ${ranked(`(${same}) AND (${hasAll}) IS NOT TRUE AND EXISTS (SELECT FROM spelled)`)}
      UNION ALL
      ${ranked(`(${begun}) AND NOT EXISTS (SELECT FROM spelled)`)}
    )`;
}

/** Titles that may have been meant. */
export interface Meant {
  /** A `tsquery`; or, for a single word, the titles that consist of one of these. */
  readonly query: string | readonly string[];
  /** A `tsquery` of titles that are wanted in any case; others then only if they are near as a whole. */
  readonly kept?: string | undefined;
  /** Of titles that only contain what was typed, or most of it, the shortest come first. */
  readonly shortestFirst?: boolean;
}

/** A page of the titles that may have been meant: the nearest to what was typed come first. */
export function nearSearch(typed: TypedTitle, meant: Meant, search: Search): Statement {
  const values = new Values();
  return pageOf(nearMatches(typed, meant, values), values, search);
}

/** As {@link literalMatches}, of {@link nearSearch}. */
export function nearMatches(
  typed: TypedTitle,
  { query, kept, shortestFirst }: Meant,
  values: Values,
): string {
  const joined = hidden(values.add(typed.joined), 'text');
  const found =
    typeof query === 'string'
      ? `words @@ ${hidden(values.add(query), 'tsquery')}`
      : byJoined((column) => `${column} = ANY (${hidden(values.add(query), 'text[]')}::text[])`);
  const keeps = kept === undefined ? undefined : `words @@ ${hidden(values.add(kept), 'tsquery')}`;
  const lengths = `abs(length(joined_title) - length(${joined}))`;
  const errors = (text: string): string => `
    CASE WHEN abs(length(${text}) - length(${joined})) <= ${MOST_ERRORS}
      THEN levenshtein_less_equal(${text}, ${joined}, ${MOST_ERRORS}) END`;
  return `matches AS MATERIALIZED (
    SELECT movie_id, like_count, rank FROM (
      SELECT movie_id, like_count, CASE
          WHEN whole <= ${MOST_ERRORS} THEN ${NEAR.whole} + whole
          WHEN begun <= ${MOST_ERRORS} THEN ${NEAR.begins} + begun
          ${keeps === undefined ? '' : `WHEN ${keeps} THEN ${NEAR.kept}`}
          ELSE ${NEAR.contains} ${shortestFirst ? `+ ${lengths}` : ''}
        END AS rank
      FROM movie_search CROSS JOIN LATERAL (
        SELECT least(${errors('joined_title')}, ${errors('joined_original_title')}) AS whole,
          ${errors(`left(joined_title, length(${joined}))`)} AS begun
      ) AS errors
      WHERE ${[found, ...(keeps === undefined ? [] : [keeps])].map((part) => `(${part})`).join(' OR ')}
    ) AS ranked
    ${keeps === undefined ? '' : `WHERE rank < ${NEAR.contains}`}
  )`;
}

/**
 * Filters ranked matches, counts them, and writes a page of them as JSON.
 *
 * @param parts of a WITH clause, `matches` the last
 */
function pageOf(parts: string, values: Values, { filter, slice, reader }: Search): Statement {
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const wanted = hiddenNumber(values, slice.limit);
  const toPage = slice.offset === 0 ? '' : `OFFSET ${hiddenNumber(values, slice.offset)}`;
  const conditions = movieConditions(filter, values);
  const fixed = conditions.length === 0;
  // Matches are many at times: without filters none are copied.
  const found = fixed
    ? ''
    : `, found AS MATERIALIZED (
        SELECT matches.* FROM matches JOIN movies ON movies.id = matches.movie_id
        WHERE ${conditions.join(' AND ')}
      )`;
  const ranked = `SELECT movie_id FROM ${fixed ? 'matches' : 'found'} ${BEST_FIRST}`;
  const from = `
    FROM unnest(ARRAY(${firstRows(ranked, wanted, toPage)})) WITH ORDINALITY AS page (id, position)
    JOIN movies ON movies.id = page.id ${MOVIE_JSON_JOINS}`;
  const text = `
    WITH ${parts} ${found}
    SELECT ${fixed ? 'total' : '(SELECT count(*) FROM found)'}::bigint AS count, best,
      coalesce((
        ${joinedRows(movieRow(origin, viewer), 'page.position', from)}
      ), '') AS results
    FROM (SELECT count(*) AS total, min(rank) AS best FROM matches) AS counted`;
  return { statement: fixed ? prepared(text) : text, values: values.list };
}
