import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import { longReadings, movedBlanks, readingsOf, type Readings, type ReadWord } from './readings.js';
import { TitleStatistics } from './title-statistics.js';
import { allOf } from './tsquery.js';
import type { TypedTitle } from './typed-title.js';
import { typingErrors } from './typing-errors.js';
import { prepared } from '../database/run/statement.js';
import { hidden } from './literal-matches.js';

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

/** Shorter words are not corrected, or meant: almost any of them is one error from another. */
const SHORTEST_TYPED = 2;
const SHORTEST_MEANT = 3;
/** In shorter words two errors leave too little. */
const SHORTEST_WITH_TWO_ERRORS = 4;
/** PostgreSQL counts the errors of words up to this length. */
const LONGEST = 60;
/** Words that may have been meant by one, nearest first. */
const MOST_NEAR = 200;
/** A title of more words was not typed from memory. It is not corrected: that takes words times words. */
const MOST_CORRECTED_WORDS = 12;

/** Reads typed words against the vocabulary of all titles. */
@Injectable()
export class Corrections {
  constructor(
    private readonly sql: Sql,
    private readonly statistics: TitleStatistics,
  ) {}

  /**
   * One statement at most, whatever the number of words.
   *
   * @param all also what is near words that titles have
   */
  async read({ words, literal }: TypedTitle, all = false): Promise<Readings> {
    if (words.length > MOST_CORRECTED_WORDS) return longReadings(literal);
    const blanks = movedBlanks(words);
    const pieces = [...new Set(blanks.flatMap(({ become }) => become))];
    const titles = this.statistics.estimate(literal);
    const asked = words.flatMap((word, index) => (isCorrectable(word) ? [index] : []));
    const rows = await this.sql.rows<NearWords>(NEAR_WORDS, [
      asked.map((index) => words[index]),
      asked.map((index) => (titles[index]! > 0 ? null : allOf([literal[index]!]))),
      pieces,
      all,
    ]);
    const knownPieces = new Set(rows[0]?.pieces);
    return readingsOf(
      words.map((word, index) => {
        const row = rows[asked.indexOf(index)];
        return {
          literal: literal[index]!,
          known: row === undefined || row.known,
          near: nearest(word, row?.near ?? []),
          short: [...word].length <= SHORTEST_MEANT,
        };
      }),
      blanks.filter(({ become }) => become.every((word) => knownPieces.has(word))),
    );
  }
}

const isCorrectable = (word: string): boolean => {
  const { length } = [...word];
  if (word === 'and') return false;
  return length >= SHORTEST_TYPED && length <= LONGEST && !/^\d+$/.test(word);
};

function nearest(typed: string, near: readonly string[]): ReadWord['near'] {
  return near
    .filter((word) => word.length >= SHORTEST_MEANT)
    .map((word) => ({ word, errors: typingErrors(typed, word) }))
    .filter(
      ({ word, errors }) =>
        errors === 1 || (errors === 2 && word.length >= SHORTEST_WITH_TWO_ERRORS),
    )
    .sort(
      (one, other) =>
        one.errors - other.errors ||
        Number(other.word[0] === typed[0]) - Number(one.word[0] === typed[0]) ||
        (one.word < other.word ? -1 : 1),
    )
    .slice(0, MOST_NEAR);
}
