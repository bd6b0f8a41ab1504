import { firstRows, hiddenNumber } from '../paging/list.source.js';
import { joinedRows } from '../paging/joined-rows.js';
import type { PageSlice } from '../paging/slice.js';
import { prepared, type Query, Values } from '../database/run/statement.js';
import { conditionsOnMovies, filterSql, type MovieFilter } from '../movies/movie-filter.js';
import { MOVIE_JSON_JOINS, movieRow } from '../movies/movie-json.js';
import type { Reader } from '../http/routing/reader.js';
import { literalMatches } from './literal-matches.js';
import { nearMatches, type Meant } from './near-matches.js';
import { sharedMatches, type SharedWords } from './shared-words.js';
import type { SelectiveWords } from './selective-words.js';
import type { TypedTitle } from './typed-title.js';

/** What a search statement answers. */
export interface SearchRow {
  readonly count: number;
  readonly results: string;
  /** The best rank of any title, filters aside; `null` where no title matches. */
  readonly best: number | null;
}

/** Equal ranks by likes, and then by id. */
export const BEST_FIRST = 'ORDER BY rank, like_count DESC, movie_id';

export interface Search {
  readonly filter: MovieFilter;
  readonly slice: PageSlice;
  readonly reader: Reader;
}

/** A page of the titles that have the words as typed, or are the same but for what does not count. */
export function literalSearch(typed: TypedTitle, selective: SelectiveWords, search: Search): Query {
  const values = new Values();
  const query = pageOf(literalMatches(typed, selective, values), values, search);
  return { ...query, quick: query.name !== undefined && selective.areFew };
}

/** A page of the titles that may have been meant: the nearest to what was typed come first. */
export function nearSearch(typed: TypedTitle, meant: Meant, search: Search): Query {
  const values = new Values();
  return pageOf(nearMatches(typed, meant, values), values, search);
}

/** A page of the titles that share most with what was typed. */
export function sharedSearch(shared: SharedWords, search: Search): Query {
  const values = new Values();
  return pageOf(sharedMatches(shared, values), values, search);
}

/**
 * Filters ranked matches, counts them, and writes a page of them as JSON.
 *
 * @param parts of a WITH clause, `matches` the last
 */
function pageOf(parts: string, values: Values, { filter, slice, reader }: Search): Query {
  const origin = values.add(reader.origin);
  const viewer = reader.viewer === undefined ? undefined : values.add(reader.viewer);
  const wanted = hiddenNumber(values, slice.limit);
  const toPage = slice.offset === 0 ? '' : `OFFSET ${hiddenNumber(values, slice.offset)}`;
  const conditions = conditionsOnMovies(filterSql(filter, values));
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
  const statement = fixed ? prepared(text, { reads: true }) : { text, reads: true };
  return { ...statement, values: values.list };
}
