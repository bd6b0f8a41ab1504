import { Injectable } from '@nestjs/common';
import { In, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { Sql } from '../database/run/sql.js';
import { Transactions } from '../database/run/transactions.js';
import type { OwnerLookup } from '../http/routing/access.js';
import type { Reader, SignedInReader } from '../http/routing/reader.js';
import type { ListRow } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import type { Problem } from '../http/problems/problem.js';
import { MailQueue } from '../mail/mail.queue.js';
import type { CreateMovieDto, UpdateMovieDto } from './dto/movie.input.js';
import { ensureGenres, spelled } from './genres.js';
import { movieColumns, newMovieColumns } from './movie-columns.js';
import { MOVIE_CREATED } from './movie-created.mail.js';
import type { MovieFilter } from './movie-filter.js';
import { movieListStatement } from './movie-list.query.js';
import { Movie } from './movie.entity.js';
import { HOLDER_OF_IMDB_ID, MOVIE, MOVIE_FOR_USER, OWNER_OF_MOVIE } from './movie.queries.js';
import {
  imdbIdTaken,
  isImdbIdTaken,
  isYearOffDate,
  movieChanged,
  movieNotFound,
  yearOffDate,
} from './movies.errors.js';
import type { TagCondition } from '../http/conditional/conditional.response.js';

/** A movie as one reader sees it. */
export interface TaggedMovie {
  readonly id: number;
  /** Without its quotes. */
  readonly tag: string;
  /** `null` where the reader has it already. */
  readonly json: string | null;
}

@Injectable()
export class MoviesService implements OwnerLookup {
  constructor(
    private readonly sql: Sql,
    private readonly transactions: Transactions,
    private readonly mail: MailQueue,
  ) {}

  /** @throws {Problem} 400 for genres that cannot be read */
  async list(
    filter: MovieFilter,
    ordering: readonly string[] | undefined,
    slice: Slice,
    reader: Reader,
  ): Promise<ListRow> {
    const query = movieListStatement(filter, ordering, slice, reader);
    return (await this.sql.row<ListRow>(query))!;
  }

  /**
   * @param known entity tags of which the client has the JSON
   * @throws {Problem} 404
   */
  async one(
    id: number,
    { viewer, origin }: Reader,
    { known = [], on }: { readonly known?: readonly string[]; readonly on?: 'primary' } = {},
  ): Promise<TaggedMovie> {
    const row = await (viewer === undefined
      ? this.sql.row<TaggedMovie>(MOVIE, [origin, id, known], { on })
      : this.sql.row<TaggedMovie>(MOVIE_FOR_USER, [origin, id, known, viewer], { on }));
    if (row === undefined) throw movieNotFound();
    return row;
  }

  /**
   * Stores a movie and queues its confirmation, both or neither.
   *
   * @param reader its creator
   * @throws {Problem} 400 for a year that its date denies, 409 for a taken IMDb id
   */
  create(input: CreateMovieDto, reader: SignedInReader): Promise<TaggedMovie> {
    const creatorId = reader.viewer;
    return this.write(input, async (manager) => {
      const genres = await this.genres(input.genres ?? []);
      const movie = { ...newMovieColumns(input), genres, creatorId };
      const { id } = (await manager.insert(Movie, movie)).identifiers[0] as Movie;
      await this.mail.add(MOVIE_CREATED, {
        payload: { movie_id: id, user_id: creatorId, title: input.title },
        accountId: creatorId,
      });
      return this.one(id, reader);
    });
  }

  /**
   * @param expected of `If-Match`
   * @throws {Problem} 404, 412, 400 for a year that its date denies, 409 for a taken IMDb id
   */
  update(
    id: number,
    input: UpdateMovieDto,
    reader: Reader,
    expected?: TagCondition,
  ): Promise<TaggedMovie> {
    return this.write(input, async (manager) => {
      const columns = movieColumns(input);
      if (input.genres !== undefined) columns.genres = await this.genres(input.genres);
      const where = matching(id, expected);
      const changes = { ...columns, updatedAt: () => 'clock_timestamp()' };
      const changed =
        Object.keys(columns).length === 0
          ? await manager.existsBy(Movie, where)
          : (await manager.update(Movie, where, changes)).affected;
      if (!changed) throw await absentOrChanged(manager, id);
      return this.one(id, reader);
    });
  }

  /**
   * @param expected of `If-Match`
   * @throws {Problem} 404, 412
   */
  async remove(id: number, expected?: TagCondition): Promise<void> {
    await this.transactions.run(async (manager) => {
      const { affected } = await manager.delete(Movie, matching(id, expected));
      if (!affected) throw await absentOrChanged(manager, id);
    });
  }

  async ownerOf(id: number): Promise<number | null | undefined> {
    const row = await this.sql.row<{ creator_id: number | null }>(OWNER_OF_MOVIE, [id]);
    return row?.creator_id;
  }

  private async genres(given: readonly string[]): Promise<string[]> {
    return spelled(given, await ensureGenres(this.sql, given));
  }

  /** A transaction. Rule 4: the database says what does not fit, this says it to the client. */
  private async write<T>(
    input: CreateMovieDto | UpdateMovieDto,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.transactions.run(work);
    } catch (error) {
      if (isYearOffDate(error)) throw yearOffDate();
      if (!isImdbIdTaken(error)) throw error;
      const holder = await this.sql.row<{ id: number }>(HOLDER_OF_IMDB_ID, [input.imdb_id]);
      throw holder === undefined ? error : imdbIdTaken(holder.id);
    }
  }
}

/**
 * What `If-Match` expects is compared in the statement that writes: of several with one tag, one wins.
 * Weak tags never match (RFC 9110, 13.1.1).
 */
function matching(id: number, expected: TagCondition | undefined): FindOptionsWhere<Movie> {
  if (expected === undefined || expected === '*') return { id };
  const versions = expected.flatMap(({ opaque, weak }) => {
    const [, tagged, version] = /^(\d+)\.(\d{1,9})-/.exec(opaque) ?? [];
    return !weak && tagged === String(id) ? [Number(version)] : [];
  });
  return { id, version: In(versions) };
}

const absentOrChanged = async (manager: EntityManager, id: number): Promise<Problem> =>
  (await manager.existsBy(Movie, { id })) ? movieChanged() : movieNotFound();
