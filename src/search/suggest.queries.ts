import { prepared, type Query, Values } from '../database/run/statement.js';
import { datedTitle, beginsWith, byJoined, hidden } from './literal-matches.js';
import { nearMatches } from './near-matches.js';
import { BEST_FIRST } from './search.queries.js';
import { sharedMatches, type SharedWords } from './shared-words.js';
import type { SelectiveWords } from './selective-words.js';
import type { TypedTitle } from './typed-title.js';

const MOST = 10;

/** Those that begin so: of each popularity the first few, beginning with the highest. */
const begun = (column: string, joined: string): string => `(
  SELECT found.movie_id, found.like_count, 1 AS rank
  FROM generate_series((SELECT max(popularity) FROM movie_search), 0, -1) AS digits
  CROSS JOIN LATERAL (
    SELECT movie_id, like_count FROM movie_search
    WHERE popularity = digits::smallint AND ${beginsWith(column, joined)}
    ORDER BY ${column} LIMIT ${MOST}
  ) AS found
  LIMIT ${MOST}
)`;

/**
 * The titles that are, begin with or else have the words that were typed so far. Popularity counts by
 * its binary digits, as an index has it: so the first letter costs no more than the tenth.
 */
export function literalSuggestions(typed: TypedTitle, selective: SelectiveWords): Query {
  const values = new Values();
  const forms = typed.forms.map((form) => hidden(values.add(form), 'text'));
  const dated = datedTitle(typed, values);
  // Where too many titles have all the words, those that begin with them have to do.
  const having = selective.areFew
    ? `UNION ALL (
        SELECT movie_id, like_count, 2 FROM movie_search
        WHERE words @@ ${hidden(values.add(selective.query), 'tsquery')}
          AND (words @@ ${hidden(values.add(typed.every), 'tsquery')}) IS TRUE
          AND (SELECT count(*) FROM begun) < ${MOST}
        ORDER BY like_count DESC, movie_id LIMIT 2 * ${MOST}
      )`
    : '';
  const same = (form: string): string => byJoined((column) => `${column} = ${form}`);
  const whole = [
    ...forms.map(same),
    ...(dated?.forms ?? []).map((form) => `(${same(form)}) AND ${dated!.isYear}`),
  ];
  const beginnings = forms.flatMap((form) =>
    ['joined_title', 'joined_original_title'].map((column) => begun(column, form)),
  );
  const parts = `
    begun AS MATERIALIZED (
      (SELECT movie_id, like_count, 0 AS rank FROM movie_search
       WHERE ${whole.join(' OR ')} LIMIT ${MOST})
      UNION ALL ${beginnings.join(' UNION ALL ')}
    ), matches AS (
      SELECT movie_id, max(like_count) AS like_count, min(rank) AS rank
      FROM (SELECT * FROM begun ${having}) AS found GROUP BY movie_id
    )`;
  return suggestionsOf(parts, values);
}

/** The titles that may have been meant. @param meant a `tsquery` */
export function nearSuggestions(typed: TypedTitle, meant: string): Query {
  const values = new Values();
  return suggestionsOf(nearMatches(typed, { query: meant }, values), values);
}

/** The titles that share most with what was typed. */
export function sharedSuggestions(shared: SharedWords): Query {
  const values = new Values();
  return suggestionsOf(sharedMatches(shared, values), values);
}

const suggestionsOf = (parts: string, values: Values): Query => ({
  ...prepared(
    `
    WITH ${parts}
    SELECT string_agg(row_to_json(suggestion)::text, ',' ORDER BY best.position) AS results
    FROM unnest(ARRAY(SELECT movie_id FROM matches ${BEST_FIRST} LIMIT ${MOST}))
      WITH ORDINALITY AS best (id, position)
    JOIN movies ON movies.id = best.id
    CROSS JOIN LATERAL (SELECT movies.id, movies.title, movies.year) AS suggestion
  `,
    { reads: true },
  ),
  values: values.list,
});
