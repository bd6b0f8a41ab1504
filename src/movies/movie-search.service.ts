import { Injectable } from '@nestjs/common';
import { prepared, Sql } from '../database/sql.js';
import type { ListRow } from '../database/list/list.statement.js';
import type { PageSlice } from '../database/list/slice.js';
import type { MovieFilter } from './movie-filter.js';
import type { Reader } from './movie-list.query.js';
import {
  movieSearchStatement,
  TITLE_KNOWN,
  titleTsquery,
  WORDS_ONE_ERROR_OFF,
  WORDS_TWO_ERRORS_OFF,
  type Alternatives,
} from './movie-search.query.js';
import { titleWords } from './title-words.js';
import { typingErrors } from './typing-errors.js';

/** Shorter words, typed or meant, are taken as they are: almost any of them is one error from another. */
const SHORTEST_TYPED = 3;
const SHORTEST_MEANT = 4;
/** Alternatives of one word that are tried, nearest first. */
const MOST_ALTERNATIVES = 20;

const NOTHING: ListRow = { count: 0, results: '' };

/** Finds movies by title: by the words as typed, and only where no title has them, by corrected ones. */
@Injectable()
export class MovieSearchService {
  constructor(private readonly sql: Sql) {}

  async search(
    title: string,
    filter: MovieFilter,
    slice: PageSlice,
    reader: Reader,
  ): Promise<ListRow> {
    const words = titleWords(title);
    if (words.length === 0) return NOTHING;
    const typed = words.map((word) => [word]);
    const found = await this.page(typed, filter, slice, reader);
    if (found.count! > 0 || (await this.isKnown(typed))) return found;
    for (const errors of [1, 2] as const) {
      const meant = await this.corrections(words, errors);
      if (meant === undefined) continue;
      const corrected = await this.page(meant, filter, slice, reader);
      if (corrected.count! > 0 || (await this.isKnown(meant))) return corrected;
    }
    return NOTHING;
  }

  private async page(
    words: readonly Alternatives[],
    filter: MovieFilter,
    slice: PageSlice,
    reader: Reader,
  ): Promise<ListRow> {
    const { text, values, fixed } = movieSearchStatement(words, filter, slice, reader);
    return (await this.sql.row<ListRow>(fixed ? prepared(text) : text, values)) ?? NOTHING;
  }

  /** Words that some title has are right, even where the filters leave none of those titles. */
  private async isKnown(words: readonly Alternatives[]): Promise<boolean> {
    const row = await this.sql.row<{ known: boolean }>(TITLE_KNOWN, [titleTsquery(words)]);
    return row?.known === true;
  }

  /**
   * @param most typing errors that a word may have
   * @returns what may have been meant by each word, or `undefined` where nothing new comes up
   */
  private async corrections(
    words: readonly string[],
    most: 1 | 2,
  ): Promise<Alternatives[] | undefined> {
    const statement = most === 1 ? WORDS_ONE_ERROR_OFF : WORDS_TWO_ERRORS_OFF;
    const long = words.filter((word) => word.length >= SHORTEST_TYPED);
    const rows = await this.sql.rows<{ typed: string; word: string }>(statement, [long]);
    let changed = false;
    const alternatives = words.map((typed) => {
      const near = rows
        .filter((row) => row.typed === typed && row.word.length >= SHORTEST_MEANT)
        .map(({ word }) => ({ word, errors: typingErrors(typed, word) }))
        .filter(({ errors }) => errors > 0 && errors <= most)
        .sort((one, other) => one.errors - other.errors || (one.word < other.word ? -1 : 1))
        .slice(0, MOST_ALTERNATIVES)
        .map(({ word }) => word);
      changed ||= near.length > 0;
      const known = rows.some((row) => row.typed === typed && row.word === typed);
      return known || near.length === 0 ? [typed, ...near] : near;
    });
    return changed ? alternatives : undefined;
  }
}
