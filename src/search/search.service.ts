import { Injectable } from '@nestjs/common';
import type { ListRow } from '../paging/list.statement.js';
import type { PageSlice } from '../paging/slice.js';
import { Sql } from '../database/run/sql.js';
import type { Query } from '../database/run/statement.js';
import type { MovieFilter } from '../movies/movie-filter.js';
import type { Reader } from '../http/routing/reader.js';
import { Corrections } from './corrections.js';
import { RANK } from './literal-matches.js';
import { NEAR, type Meant } from './near-matches.js';
import {
  literalSearch,
  nearSearch,
  sharedSearch,
  type Search,
  type SearchRow,
} from './search.queries.js';
import { sharedWords } from './shared-words.js';
import { selectiveWords } from './selective-words.js';
import { TitleStatistics } from './title-statistics.js';
import { typedTitle, withArticleApart, type TypedTitle } from './typed-title.js';

const NOTHING: ListRow = { count: 0, results: '' };

/** Whether a title is, begins with or consists of what was typed. */
const isTitle = ({ best }: SearchRow): boolean => best !== null && best <= RANK.reordered;

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
    const literal = await this.literal(typed, search);
    if (isTitle(literal)) return literal;
    const matched = literal.best !== null;
    const apart = matched ? undefined : withArticleApart(typed);
    if (apart !== undefined) {
      const row = await this.literal(apart, search);
      if (isTitle(row)) return row;
    }
    return (await this.corrected(typed, matched, search)) ?? literal;
  }

  private async literal(typed: TypedTitle, search: Search): Promise<SearchRow> {
    const selective = selectiveWords(typed.literal, this.statistics.estimate(typed.literal));
    return this.run(literalSearch(typed, selective, search));
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
    const first = await this.corrections.read(typed, matched);
    if (!matched && first.unknownWrong !== undefined) {
      const row = await near({ query: first.unknownWrong });
      if (row.best !== null && row.best < NEAR.contains) return row;
      if (row.best !== null) [kept, found] = [first.unknownWrong, row];
    }
    // What is near known words, too, unless that has been read already.
    const isRead = matched || first.allUnknown;
    const { onlyWord, oneMoreWrong, anyWrong } = isRead
      ? first
      : await this.corrections.read(typed, true);
    for (const query of onlyWord === undefined ? [oneMoreWrong, anyWrong] : [onlyWord]) {
      if (query === undefined || query.length === 0) continue;
      const row = await near({ query, kept });
      if (row.best !== null) return row;
    }
    if (found !== undefined || matched) return found;
    for (const shared of sharedWords(first.shared, (words) => this.statistics.estimate(words))) {
      const row = await this.run(sharedSearch(shared, search));
      if (row.best !== null) return row;
    }
    return undefined;
  }

  private async run(query: Query): Promise<SearchRow> {
    return (await this.sql.row<SearchRow>(query))!;
  }
}
