import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { retrying } from '../database/run/retry.js';
import { Sql } from '../database/run/sql.js';
import type { PreparedStatement } from '../database/run/statement.js';
import { Transactions } from '../database/run/transactions.js';
import type { OwnerLookup } from '../http/routing/access.js';
import type { Reader } from '../http/routing/reader.js';
import type { ListRow } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import type { TagCondition } from '../http/conditional/entity-tag.js';
import type { Problem } from '../http/problems/problem.js';
import { MailQueue } from '../mail/mail.queue.js';
import type { CreateMovieDto, UpdateMovieDto } from './dto/movie.input.js';
import { foundGenres, spelled } from './genres.js';
import { movieColumns, newMovieColumns } from './movie-columns.js';
import { createMovie } from './movie-create.query.js';
import type { MovieFilter } from './movie-filter.js';
import { movieListStatement } from './movie-list.query.js';
import { Movie } from './movie.entity.js';
import {
  HOLDER_OF_IMDB_ID,
  MOVIE,
  MOVIE_FOR_USER,
  OWNER_OF_MOVIE,
  VERSION_OF_MOVIE,
} from './movie.queries.js';
import {
  imdbIdTaken,
  isImdbIdTaken,
  isYearOffDate,
  movieChanged,
  movieNotFound,
  yearOffDate,
} from './movies.errors.js';

/** A movie as its creator gets it. */
export interface CreatedMovie {
  readonly id: number;
  readonly tag: string;
  readonly json: string;
}

/** A movie as one reader sees it. */
export interface TaggedMovie {
  /** Without its quotes. */
  readonly tag: string;
  /** `null` where the reader has it already. */
  readonly json: string | null;
}

@Injectable()
export class MoviesService implements OwnerLookup {
  constructor(
    private readonly dataSource: DataSource,
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
  async one(id: number, reader: Reader, known: readonly string[] = []): Promise<TaggedMovie> {
    const { statement, values } = movieFor(reader, id, known);
    const row = await this.sql.row<TaggedMovie>(statement, values);
    if (row === undefined) throw movieNotFound();
    return row;
  }

  /**
   * As {@link one}, for who has just written it: a replica would have to catch up first.
   *
   * @throws {Problem} 404
   */
  async written(id: number, reader: Reader): Promise<TaggedMovie> {
    const { statement, values } = movieFor(reader, id, []);
    const row = await this.sql.row<TaggedMovie>(statement, values, { on: 'primary' });
    if (row === undefined) throw movieNotFound();
    return row;
  }

  /**
   * Stores a movie and queues its confirmation, both or neither.
   *
   * @param reader its creator
   * @throws {Problem} 409 for an IMDb id that another movie has
   */
  async create(
    input: CreateMovieDto,
    reader: Reader & { readonly viewer: number },
  ): Promise<CreatedMovie> {
    const genres = input.genres ?? [];
    const { statement, values } = createMovie(newMovieColumns(input), genres, reader);
    const insert = async (): Promise<CreatedMovie | undefined> => {
      const row = await this.sql.row<CreatedMovie>(statement, values);
      if (row !== undefined) this.mail.announceAfter(this.transactions.runner);
      return row;
    };
    const withNewGenres = (): Promise<CreatedMovie | undefined> =>
      this.transactions.run(async (manager) => {
        await foundGenres(manager, genres);
        return insert();
      });
    return this.explainingErrors(
      input,
      async () => (await this.transactions.statement(insert)) ?? (await withNewGenres())!,
    );
  }

  /**
   * @param expected of `If-Match`
   * @throws {Problem} 404, 412, 400 for a year that its date denies, 409 for a taken IMDb id
   */
  async update(id: number, input: UpdateMovieDto, expected?: TagCondition): Promise<void> {
    const versions = versionsOf(id, expected);
    await this.explainingErrors(input, () =>
      this.transactions.run((manager) => this.write(manager, id, input, versions)),
    );
  }

  /**
   * @param expected of `If-Match`
   * @throws {Problem} 404, 412
   */
  async remove(id: number, expected?: TagCondition): Promise<void> {
    const versions = versionsOf(id, expected);
    const { affected } = await retrying(() =>
      this.dataSource
        .getRepository(Movie)
        .delete({ id, ...(versions === undefined ? {} : { version: In([...versions]) }) }),
    );
    if (!affected) throw await this.absentOrChanged(id);
  }

  async ownerOf(id: number): Promise<number | null | undefined> {
    const row = await this.sql.row<{ creator_id: number | null }>(OWNER_OF_MOVIE, [id]);
    return row?.creator_id;
  }

  private async genres(manager: EntityManager, given: readonly string[]): Promise<string[]> {
    return spelled(given, await foundGenres(manager, given));
  }

  private async write(
    manager: EntityManager,
    id: number,
    input: UpdateMovieDto,
    versions: readonly number[] | undefined,
  ): Promise<void> {
    const columns = movieColumns(input);
    if (input.genres !== undefined) columns.genres = await this.genres(manager, input.genres);
    // The version is compared in the statement that writes: of several with one tag, one wins.
    const matching = { id, ...(versions === undefined ? {} : { version: In([...versions]) }) };
    const changed =
      Object.keys(columns).length === 0
        ? await manager.countBy(Movie, matching)
        : await this.set(manager, matching, columns);
    if (!changed) throw await this.absentOrChanged(id);
  }

  private async set(
    manager: EntityManager,
    matching: FindOptionsWhere<Movie>,
    columns: ReturnType<typeof movieColumns>,
  ): Promise<number | undefined> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(Movie)
      .set({ ...columns, updatedAt: () => 'clock_timestamp()', version: () => 'version + 1' })
      .where(matching)
      .execute();
    return affected;
  }

  private async absentOrChanged(id: number): Promise<Problem> {
    const row = await this.sql.row(VERSION_OF_MOVIE, [id]);
    return row === undefined ? movieNotFound() : movieChanged();
  }

  /** Rule 4: the database says what does not fit, this says it to the client. */
  private async explainingErrors<T>(
    input: CreateMovieDto | UpdateMovieDto,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isYearOffDate(error)) throw yearOffDate();
      if (!isImdbIdTaken(error)) throw error;
      const holder = await this.sql.row<{ id: number }>(HOLDER_OF_IMDB_ID, [input.imdb_id]);
      throw holder === undefined ? error : imdbIdTaken(holder.id);
    }
  }
}

/** The statement that a movie is read by. */
const movieFor = (
  { viewer, origin }: Reader,
  id: number,
  known: readonly string[],
): { statement: PreparedStatement; values: unknown[] } =>
  viewer === undefined
    ? { statement: MOVIE, values: [origin, id, known] }
    : { statement: MOVIE_FOR_USER, values: [origin, id, known, viewer] };

/**
 * The versions of a movie that tags stand for: none for those of others. Weak tags never match
 * (RFC 9110, 13.1.1).
 */
function versionsOf(id: number, condition: TagCondition | undefined): number[] | undefined {
  if (condition === undefined || condition === '*') return undefined;
  return condition.flatMap(({ opaque, weak }) => {
    const [, tagged, version] = /^(\d+)\.(\d{1,9})-/.exec(opaque) ?? [];
    return !weak && tagged === String(id) ? [Number(version)] : [];
  });
}
