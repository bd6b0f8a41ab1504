import { Injectable } from '@nestjs/common';
import { distance } from 'fastest-levenshtein';
import { prepared, Sql } from '../database/sql.js';
import type { PageRow } from '../http/pagination/page.response.js';
import type { Slice } from '../http/pagination/page.query.js';
import type { MovieFilter } from './movie-filter.js';
import type { Reader } from './movie-list.query.js';
import {
  movieSearchStatement,
  SIMILAR_WORDS,
  TITLE_KNOWN,
  titleTsquery,
  type Alternatives,
} from './movie-search.query.js';
import { titleWords } from './title-words.js';

/** Shorter words are taken as typed: almost any of them is one error from another. */
const SHORTEST_CORRECTED = 4;
/** Typing errors that a word may have; words of up to five letters only one. */
const mostErrors = (word: string): number => (word.length <= 5 ? 1 : 2);
/** Alternatives of one word that are tried, nearest first. */
const MOST_ALTERNATIVES = 20;

const NOTHING: PageRow = { count: 0, results: '' };

/** Finds movies by title: by the words as typed, and only where no title has them, by corrected ones. */
@Injectable()
export class MovieSearchService {
  constructor(private readonly sql: Sql) {}

  async search(title: string, filter: MovieFilter, slice: Slice, reader: Reader): Promise<PageRow> {
    const words = titleWords(title);
    if (words.length === 0) return NOTHING;
    const typed = words.map((word) => [word]);
    const found = await this.page(typed, filter, slice, reader);
    if (found.count > 0 || (await this.isKnown(typed))) return found;
    const corrected = await this.corrections(words);
    return corrected === undefined ? NOTHING : this.page(corrected, filter, slice, reader);
  }

  private async page(
    words: readonly Alternatives[],
    filter: MovieFilter,
    slice: Slice,
    reader: Reader,
  ): Promise<PageRow> {
    const { text, values, fixed } = movieSearchStatement(words, filter, slice, reader);
    return (await this.sql.row<PageRow>(fixed ? prepared(text) : text, values)) ?? NOTHING;
  }

  /** Words that some title has are right, even where the filters leave none of those titles. */
  private async isKnown(words: readonly Alternatives[]): Promise<boolean> {
    const row = await this.sql.row<{ known: boolean }>(TITLE_KNOWN, [titleTsquery(words)]);
    return row?.known === true;
  }

  /** @returns what may have been meant by each word, or `undefined` where nothing new comes up */
  private async corrections(words: readonly string[]): Promise<Alternatives[] | undefined> {
    const long = words.filter((word) => word.length >= SHORTEST_CORRECTED);
    const rows = await this.sql.rows<{ typed: string; word: string }>(SIMILAR_WORDS, [long]);
    let changed = false;
    const alternatives = words.map((typed) => {
      const near = rows
        .filter((row) => row.typed === typed && row.word !== typed)
        .map(({ word }) => ({ word, errors: typingErrors(typed, word) }))
        .filter(({ errors }) => errors <= mostErrors(typed))
        .sort((one, other) => one.errors - other.errors || one.word.localeCompare(other.word, 'en'))
        .slice(0, MOST_ALTERNATIVES)
        .map(({ word }) => word);
      const known = rows.some((row) => row.typed === typed && row.word === typed);
      changed ||= near.length > 0;
      return known || near.length === 0 ? [typed, ...near] : near;
    });
    return changed ? alternatives : undefined;
  }
}

/** Levenshtein's distance, with two swapped letters as the one slip that they are. */
function typingErrors(typed: string, word: string): number {
  const plain = distance(typed, word);
  if (plain !== 2 || typed.length !== word.length) return plain;
  const first = [...typed].findIndex((letter, index) => letter !== word[index]);
  const swapped =
    typed[first] === word[first + 1] &&
    typed[first + 1] === word[first] &&
    typed.slice(first + 2) === word.slice(first + 2);
  return swapped ? 1 : plain;
}
