import { prepared } from '../database/run/statement.js';
import { hidden } from './joined-title.js';

/** What the titles have beside one typed word. */
export interface NearWords {
  readonly typed: string;
  /** Whether a title has it. */
  readonly known: boolean;
  /** Words of the vocabulary that are up to four single changes away, which is what two swaps come to. */
  readonly near: readonly string[];
  /** Those of the pieces that the vocabulary has, the same in every row. */
  readonly pieces: readonly string[];
}

/**
 * For each typed word ($1) what is near it, and whether a title has it: $2 has a `tsquery` for each that
 * says so, NULL for those that are known to be common. The vocabulary does not tell: it also has words of
 * titles that are gone. Of the pieces $3 it answers those that it has. Words that are known have none
 * near, unless $4 asks for them.
 */
export const NEAR_WORDS = prepared(
  `
  SELECT typed.word AS typed, typed.known,
    CASE WHEN ${hidden('$4', 'boolean')} OR NOT typed.known THEN ARRAY(
      SELECT word FROM title_words
      WHERE word_deletions(word) && word_deletions(typed.word)
        AND length(word) BETWEEN length(typed.word) - 2 AND length(typed.word) + 2
        AND CASE WHEN octet_length(word) <= 255
          THEN levenshtein_less_equal(word, typed.word, typed.most) <= typed.most END
    ) ELSE '{}' END AS near,
    ARRAY(SELECT word FROM title_words WHERE word = ANY (${hidden('$3', 'text[]')}::text[])) AS pieces
  FROM (
    SELECT given.word, least(4, length(given.word)) AS most,
      -- Counted, as they are few: for whether there is one the planner would read the table.
      given.query IS NULL
        OR (SELECT count(*) FROM movie_search WHERE words @@ given.query::tsquery) > 0 AS known
    FROM unnest(${hidden('$1', 'text[]')}, ${hidden('$2', 'text[]')}) AS given (word, query)
    OFFSET 0 -- each once
  ) AS typed
`,
  { reads: true },
);
