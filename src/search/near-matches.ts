import type { TypedTitle } from './typed-title.js';
import type { Values } from '../database/run/statement.js';
import { byJoined, hidden } from './literal-matches.js';

/** Ranks where errors are reckoned with: so many of them are added to the first two. */
export const NEAR = { whole: 0, begins: 10, kept: 20, contains: 30 } as const;

/** Single letters that a title may be off as a whole and still be one that was meant. */
const MOST_ERRORS = 4;

/** Titles that may have been meant. */
export interface Meant {
  /** A `tsquery`; or, for a single word, the titles that consist of one of these. */
  readonly query: string | readonly string[];
  /** A `tsquery` of titles that are wanted in any case; others then only if they are near as a whole. */
  readonly kept?: string | undefined;
}

/**
 * The titles that may have been meant, ranked by how near they are to what was typed.
 *
 * @returns parts of a WITH clause, `matches` the last
 */
export function nearMatches(typed: TypedTitle, { query, kept }: Meant, values: Values): string {
  const forms = [...typed.forms, ...(typed.dated?.forms ?? [])].map((form) =>
    hidden(values.add(form), 'text'),
  );
  const found =
    typeof query === 'string'
      ? `words @@ ${hidden(values.add(query), 'tsquery')}`
      : byJoined((column) => `${column} = ANY (${hidden(values.add(query), 'text[]')}::text[])`);
  const keeps = kept === undefined ? undefined : `words @@ ${hidden(values.add(kept), 'tsquery')}`;
  const errors = (text: string, form: string): string => `
    CASE WHEN abs(length(${text}) - length(${form})) <= ${MOST_ERRORS}
      THEN levenshtein_less_equal(${text}, ${form}, ${MOST_ERRORS}) END`;
  const ofWhole = forms.flatMap((form) => [
    errors('joined_title', form),
    errors('joined_original_title', form),
  ]);
  const ofBeginning = forms.map((form) => errors(`left(joined_title, length(${form}))`, form));
  return `matches AS MATERIALIZED (
    SELECT movie_id, like_count, rank FROM (
      SELECT movie_id, like_count, CASE
          WHEN whole <= ${MOST_ERRORS} THEN ${NEAR.whole} + whole
          WHEN begun <= ${MOST_ERRORS} THEN ${NEAR.begins} + begun
          ${keeps === undefined ? '' : `WHEN ${keeps} THEN ${NEAR.kept}`}
          ELSE ${NEAR.contains}
        END AS rank
      FROM movie_search CROSS JOIN LATERAL (
        SELECT least(${ofWhole.join(', ')}) AS whole, least(${ofBeginning.join(', ')}) AS begun
      ) AS errors
      WHERE ${[found, ...(keeps === undefined ? [] : [keeps])].map((part) => `(${part})`).join(' OR ')}
    ) AS ranked
    ${keeps === undefined ? '' : `WHERE rank < ${NEAR.contains}`}
  )`;
}
