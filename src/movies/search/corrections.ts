import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NEAR_WORDS, type NearWords } from './correction.queries.js';
import type { TypedTitle } from './typed-title.js';
import { typingErrors } from './typing-errors.js';
import type { Alternatives } from './tsquery.js';

/** Shorter words, typed or meant, are taken as they are: almost any of them is one error from another. */
const SHORTEST = 3;
/** PostgreSQL counts the errors of words up to this length. */
const LONGEST = 60;
/** In shorter words two errors leave too little. */
const SHORTEST_WITH_TWO_ERRORS = 4;
/** Alternatives of one word that are tried, nearest first. */
const MOST_ALTERNATIVES = 30;

/** A typed word, and what may have been meant by it. */
export interface ReadWord {
  readonly literal: Alternatives;
  /** Whether titles have it as it stands, as a word or, at the end, as the beginning of one. */
  readonly known: boolean;
  /** Other words, the nearest first. */
  readonly near: readonly { readonly word: string; readonly errors: number }[];
  /** So short that nothing is lost without it. */
  readonly short: boolean;
}

/** Reads typed words against the vocabulary of all titles. */
@Injectable()
export class Corrections {
  constructor(private readonly sql: Sql) {}

  /** One statement, whatever the number of words. */
  async read({ words, literal }: TypedTitle): Promise<ReadWord[]> {
    const asked = [...new Set(words.filter(isCorrectable))];
    const rows = await this.sql.rows<NearWords>(NEAR_WORDS, [asked]);
    const byWord = new Map(rows.map((row) => [row.typed, row]));
    return words.map((word, index) => {
      const row = byWord.get(word);
      const last = index === words.length - 1;
      return {
        literal: literal[index]!,
        known: row === undefined || row.known || (last && row.begun),
        near: nearest(word, row?.near ?? []),
        short: [...word].length <= SHORTEST,
      };
    });
  }
}

const isCorrectable = (word: string): boolean => {
  const { length } = [...word];
  return length >= SHORTEST && length <= LONGEST && !/^\d+$/.test(word);
};

function nearest(typed: string, near: readonly string[]): ReadWord['near'] {
  return near
    .filter((word) => word.length >= SHORTEST)
    .map((word) => ({ word, errors: typingErrors(typed, word) }))
    .filter(
      ({ word, errors }) =>
        errors === 1 || (errors === 2 && word.length >= SHORTEST_WITH_TWO_ERRORS),
    )
    .sort((one, other) => one.errors - other.errors || (one.word < other.word ? -1 : 1))
    .slice(0, MOST_ALTERNATIVES);
}
