import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import type { Query } from '../../database/statement.js';
import type { ListRow } from '../../database/list/list.statement.js';
import type { PageSlice, Slice } from '../../database/list/slice.js';
import { genreListStatement } from './genre-list.query.js';
import type { Reader } from '../movie-list.query.js';
import { movieNotFound } from '../movies.errors.js';
import { similarStatement } from './similar.query.js';
import { trendingStatement } from './trending.query.js';

/** The lists that show what there is to somebody who looks for nothing in particular. */
@Injectable()
export class DiscoverService {
  constructor(private readonly sql: Sql) {}

  async genres(slice: Slice): Promise<ListRow> {
    return (await this.list(genreListStatement(slice)))!;
  }

  async trending(slice: PageSlice, reader: Reader): Promise<ListRow> {
    return (await this.list(trendingStatement(slice, reader)))!;
  }

  /** @throws {Problem} 404 */
  async similar(movieId: number, slice: PageSlice, reader: Reader): Promise<ListRow> {
    const row = await this.list(similarStatement(movieId, slice, reader));
    if (row === undefined) throw movieNotFound();
    return row;
  }

  private list({ name, text, values }: Query): Promise<ListRow | undefined> {
    return this.sql.readRow<ListRow>(name === undefined ? text : { name, text }, values);
  }
}
