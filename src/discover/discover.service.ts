import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import type { ListRow } from '../paging/list.statement.js';
import type { PageSlice, Slice } from '../paging/slice.js';
import { genreListStatement } from './genre-list.query.js';
import type { Reader } from '../http/routing/reader.js';
import { movieNotFound } from '../movies/movies.errors.js';
import { similarStatement } from './similar.query.js';
import { trendingStatement } from './trending.js';

/** The lists that show what there is to somebody who looks for nothing in particular. */
@Injectable()
export class DiscoverService {
  constructor(private readonly sql: Sql) {}

  async genres(slice: Slice): Promise<ListRow> {
    return (await this.sql.row<ListRow>(genreListStatement(slice)))!;
  }

  async trending(slice: PageSlice, reader: Reader): Promise<ListRow> {
    return (await this.sql.row<ListRow>(trendingStatement(slice, reader)))!;
  }

  /** @throws {Problem} 404 */
  async similar(movieId: number, slice: PageSlice, reader: Reader): Promise<ListRow> {
    const row = await this.sql.row<ListRow>(similarStatement(movieId, slice, reader));
    if (row === undefined) throw movieNotFound();
    return row;
  }
}
