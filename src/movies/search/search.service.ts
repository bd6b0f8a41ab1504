import { Injectable } from '@nestjs/common';
import type { ListRow } from '../../database/list/list.statement.js';
import type { PageSlice } from '../../database/list/slice.js';
import { Sql } from '../../database/sql.js';
import type { MovieFilter } from '../movie-filter.js';
import type { Reader } from '../movie-list.query.js';
import { Corrections } from './corrections.js';
import { readingsOf } from './readings.js';
import {
  literalSearch,
  NEAR,
  nearSearch,
  RANK,
  type Meant,
  type Search,
  type SearchRow,
  type Statement,
} from './search.queries.js';
import { tellingWords } from './telling-words.js';
import { TitleStatistics } from './title-statistics.js';
import { typedTitle, type TypedTitle } from './typed-title.js';

const NOTHING: ListRow = { count: 0, results: '' };

/** What is longer was not typed from memory: it is not corrected. */
const MOST_CORRECTED_WORDS = 12;

/**
 * Finds movies by title. What was typed answers as it stands where a title is, begins with or consists
 * of it; else it is taken to have errors, and read in one way after the other until titles are found.
 */
@Injectable()
export class SearchService {
  constructor(
    private readonly sql: Sql,
    private readonly corrections: Corrections,
    private readonly statistics: TitleStatistics,
  ) {}

  /** A search that finds titles answers with them, even where the filters leave none. */
  async search(
    title: string,
    filter: MovieFilter,
    slice: PageSlice,
    reader: Reader,
  ): Promise<ListRow> {
    const typed = typedTitle(title);
    if (typed === undefined) return NOTHING;
    const search = { filter, slice, reader };
    const titles = this.statistics.estimate(typed.literal);
    const telling = tellingWords(typed.literal, titles);
    const literal = await this.run(literalSearch(typed, telling, search), telling.areFew);
    const meets = literal.best !== null && literal.best <= RANK.reordered;
    if (meets || typed.words.length > MOST_CORRECTED_WORDS) return literal;
    return (await this.corrected(typed, literal.best !== null, search)) ?? literal;
  }

  /** @param matched whether titles have the words as typed; they are kept */
  private async corrected(
    typed: TypedTitle,
    matched: boolean,
    search: Search,
  ): Promise<SearchRow | undefined> {
    const near = (meant: Meant): Promise<SearchRow> => this.run(nearSearch(typed, meant, search));
    let kept = matched ? typed.every : undefined;
    let found: SearchRow | undefined;
    const read = await this.corrections.read(typed, matched);
    const first = readingsOf(read);
    if (!matched && first.unknownWrong !== undefined) {
      const row = await near({ query: first.unknownWrong });
      if (row.best !== null && row.best < NEAR.contains) return row;
      if (row.best !== null) [kept, found] = [first.unknownWrong, row];
    }
    // What is near known words, too, unless that has been read already.
    const isRead = matched || read.words.every(({ known }) => !known);
    const { onlyWord, oneMoreWrong, anyWrong } = isRead
      ? first
      : readingsOf(await this.corrections.read(typed, true));
    for (const query of onlyWord === undefined ? [oneMoreWrong, anyWrong] : [onlyWord]) {
      if (query === undefined || query.length === 0) continue;
      const row = await near({ query, kept });
      if (row.best !== null) return row;
    }
    if (found !== undefined || matched) return found;
    for (const query of first.tooMany) {
      const row = await near({ query, shortestFirst: true });
      if (row.best !== null) return row;
    }
    return undefined;
  }

  /** @param isQuick whether few titles have to be read */
  private async run({ statement, values }: Statement, isQuick = false): Promise<SearchRow> {
    const row =
      isQuick && typeof statement !== 'string'
        ? await this.sql.quickReadRow<SearchRow>(statement, values)
        : await this.sql.readRow<SearchRow>(statement, values);
    return row!;
  }
}
