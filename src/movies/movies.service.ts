import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { retrying } from '../database/retry.js';
import { prepared, Sql } from '../database/sql.js';
import type { CurrentUser, OwnerLookup } from '../http/access.js';
import type { PageRow } from '../http/pagination/page.response.js';
import type { Slice } from '../http/pagination/page.query.js';
import { MailQueue } from '../mail/mail.queue.js';
import type { CreateMovieDto, UpdateMovieDto } from './dto/movie.input.js';
import { foundGenres, spelled } from './genres.js';
import { movieColumns, newMovieColumns } from './movie-columns.js';
import { MOVIE_CREATED } from './movie-created.mail.js';
import type { MovieFilter } from './movie-filter.js';
import { movieListStatement, type Reader } from './movie-list.query.js';
import { Movie } from './movie.entity.js';
import { MOVIE, MOVIE_FOR_USER, OWNER_OF_MOVIE } from './movie.queries.js';
import {
  imdbIdTaken,
  isImdbIdTaken,
  isYearOffDate,
  movieNotFound,
  yearOffDate,
} from './movies.errors.js';

@Injectable()
export class MoviesService implements OwnerLookup {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sql: Sql,
    private readonly mail: MailQueue,
  ) {}

  /** @throws {Problem} 400 for genres that cannot be read */
  async list(
    filter: MovieFilter,
    ordering: readonly string[] | undefined,
    slice: Slice,
    reader: Reader,
  ): Promise<PageRow> {
    const { text, values, fixed } = movieListStatement(filter, ordering, slice, reader);
    return (await this.sql.row<PageRow>(fixed ? prepared(text) : text, values))!;
  }

  /** @throws {Problem} 404 */
  async one(id: number, reader: Reader): Promise<string> {
    const row = await (reader.viewer === undefined
      ? this.sql.row<{ json: string }>(MOVIE, [reader.origin, id])
      : this.sql.row<{ json: string }>(MOVIE_FOR_USER, [reader.origin, id, reader.viewer]));
    if (row === undefined) throw movieNotFound();
    return row.json;
  }

  /**
   * Stores a movie and queues its confirmation, both or neither.
   *
   * @returns the new id
   * @throws {Problem} 409 for an IMDb id that another movie has
   */
  async create(input: CreateMovieDto, creator: CurrentUser): Promise<number> {
    return this.explainingErrors(input, () =>
      this.dataSource.transaction(async (manager) => {
        const genres = await this.genres(manager, input.genres ?? []);
        const columns = { ...newMovieColumns(input), genres, creatorId: creator.id };
        const { identifiers } = await manager.insert(Movie, columns);
        const { id } = identifiers[0] as { id: number };
        const payload = { movie_id: id, user_id: creator.id, title: input.title };
        await this.mail.add(manager, MOVIE_CREATED, { payload });
        return id;
      }),
    );
  }

  /** @throws {Problem} 404, 400 for a year that its date denies, 409 for a taken IMDb id */
  async update(id: number, input: UpdateMovieDto): Promise<void> {
    await this.explainingErrors(input, () =>
      this.dataSource.transaction((manager) => this.write(manager, id, input)),
    );
  }

  /** @throws {Problem} 404 */
  async remove(id: number): Promise<void> {
    const { affected } = await retrying(() => this.dataSource.getRepository(Movie).delete({ id }));
    if (!affected) throw movieNotFound();
  }

  async ownerOf(id: number): Promise<number | null | undefined> {
    const row = await this.sql.row<{ creator_id: number | null }>(OWNER_OF_MOVIE, [id]);
    return row?.creator_id;
  }

  private async genres(manager: EntityManager, given: readonly string[]): Promise<string[]> {
    return spelled(given, await foundGenres(manager, given));
  }

  private async write(manager: EntityManager, id: number, input: UpdateMovieDto): Promise<void> {
    const columns = movieColumns(input);
    if (input.genres !== undefined) columns.genres = await this.genres(manager, input.genres);
    if (Object.keys(columns).length === 0) return;
    const { affected } = await manager
      .createQueryBuilder()
      .update(Movie)
      .set({ ...columns, updatedAt: () => 'clock_timestamp()' })
      .where('id = :id', { id })
      .execute();
    if (!affected) throw movieNotFound();
  }

  /** Rule 4: the database says what does not fit, this says it to the client. */
  private async explainingErrors<T>(
    input: CreateMovieDto | UpdateMovieDto,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await retrying(work);
    } catch (error) {
      if (isYearOffDate(error)) throw yearOffDate();
      if (!isImdbIdTaken(error)) throw error;
      const holder = await this.dataSource
        .getRepository(Movie)
        .findOne({ where: { imdbId: input.imdb_id! }, select: { id: true } });
      throw holder === null ? error : imdbIdTaken(holder.id);
    }
  }
}
