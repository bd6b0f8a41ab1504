import { prepared } from '../../database/sql.js';
import { beginsWith, hidden } from './search.queries.js';

/** What the titles' vocabulary has beside one typed word. */
export interface NearWords {
  readonly typed: string;
  /** Whether a title has this very word. */
  readonly known: boolean;
  /** Whether a title has a word that begins so. */
  readonly begun: boolean;
  /** Words that are up to four single changes away, which is what two swaps come to. */
  readonly near: readonly string[];
  /** Those of the pieces that a title has, the same in every row. */
  readonly pieces: readonly string[];
}

/**
 * For each typed word ($1, a list) what the vocabulary has beside it; and of the pieces $2 the known.
 * Words that are known have none near, unless $3 asks for them.
 */
export const NEAR_WORDS = prepared(`
  SELECT typed.word AS typed, typed.known, typed.begun,
    CASE WHEN ${hidden('$3', 'boolean')} OR NOT typed.known THEN ARRAY(
      SELECT word FROM title_words
      WHERE word_deletions(word) && word_deletions(typed.word)
        AND length(word) BETWEEN length(typed.word) - 2 AND length(typed.word) + 2
        AND CASE WHEN octet_length(word) <= 255
          THEN levenshtein_less_equal(word, typed.word, typed.most) <= typed.most END
    ) ELSE '{}' END AS near,
    ARRAY(SELECT word FROM title_words WHERE word = ANY (${hidden('$2', 'text[]')}::text[])) AS pieces
  FROM (
    SELECT given.word,
      EXISTS (SELECT FROM title_words WHERE word = given.word) AS known,
      EXISTS (SELECT FROM title_words WHERE ${beginsWith('word', 'given.word')}) AS begun,
      least(4, length(given.word)) AS most
    FROM unnest(${hidden('$1', 'text[]')}) AS given (word)
    OFFSET 0 -- each once
  ) AS typed
`);
