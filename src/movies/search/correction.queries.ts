import { prepared } from '../../database/sql.js';
import { beginsWith } from './search.queries.js';

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

/** For each typed word ($1, a list) what the vocabulary has beside it; and of the pieces $2 the known. */
export const NEAR_WORDS = prepared(`
  SELECT typed.word AS typed,
    EXISTS (SELECT FROM title_words WHERE word = typed.word) AS known,
    EXISTS (SELECT FROM title_words WHERE ${beginsWith('word', 'typed.word')}) AS begun,
    ARRAY(
      SELECT word FROM title_words
      WHERE deletions && word_deletions(typed.word)
        AND length(word) BETWEEN length(typed.word) - 2 AND length(typed.word) + 2
        AND CASE WHEN octet_length(word) <= 255
          THEN levenshtein_less_equal(word, typed.word, 4) <= 4 END
    ) AS near,
    ARRAY(SELECT word FROM title_words WHERE word = ANY ($2::text[])) AS pieces
  FROM unnest($1::text[]) AS typed (word)
`);
