import { Injectable } from '@nestjs/common';
import type { ListRow } from '../../database/list/list.statement.js';
import type { PageSlice } from '../../database/list/slice.js';
import { Sql } from '../../database/sql.js';
import type { MovieFilter } from '../movie-filter.js';
import type { Reader } from '../movie-list.query.js';
import { Corrections } from './corrections.js';
import { readings } from './readings.js';
import { literalSearch, nearSearch, RANK, type SearchRow } from './search.queries.js';
import { typedTitle } from './typed-title.js';

const NOTHING: ListRow = { count: 0, results: '' };

/** What is longer was not typed from memory: it is not corrected. */
const MOST_CORRECTED_WORDS = 12;

/**
 * Finds movies by title. The words as typed answer where a title is, begins with or consists of them;
 * else errors are reckoned with, in one reading after the other until one finds something.
 */
@Injectable()
export class SearchService {
  constructor(
    private readonly sql: Sql,
    private readonly corrections: Corrections,
  ) {}

  async search(
    title: string,
    filter: MovieFilter,
    slice: PageSlice,
    reader: Reader,
  ): Promise<ListRow> {
    const typed = typedTitle(title);
    if (typed === undefined) return NOTHING;
    const search = { filter, slice, reader };
    const literal = await this.run(literalSearch(typed, search));
    const matched = literal.best !== null;
    const meets = matched && literal.best <= RANK.reordered;
    if (meets || typed.words.length > MOST_CORRECTED_WORDS) return literal;
    for (const reading of readings(await this.corrections.read(typed), matched)) {
      const near = await this.run(nearSearch(typed, reading, matched, search));
      // Titles that match are the answer, even where the filters leave none of them.
      if (near.best !== null) return near;
    }
    return literal;
  }

  private async run({ statement, values }: ReturnType<typeof literalSearch>): Promise<SearchRow> {
    return (await this.sql.row<SearchRow>(statement, values))!;
  }
}
