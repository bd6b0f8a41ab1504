import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { ListRow } from '../database/list/list.statement.js';
import type { Slice } from '../database/list/slice.js';
import type { Reader } from '../movies/movie-list.query.js';
import { movieNotFound } from '../movies/movies.errors.js';
import type { LikedDto } from './dto/like.dto.js';
import { isMovieGone } from './likes.errors.js';
import { LIKE, LIKE_COUNT, likersOf, moviesLikedBy, UNLIKE } from './likes.queries.js';

interface LikersRow extends ListRow {
  readonly like_count: number;
  readonly liked_by_me: boolean | null;
}

@Injectable()
export class LikesService {
  constructor(private readonly sql: Sql) {}

  /**
   * Likes a movie; a second like changes nothing.
   *
   * @returns whether it is new, and the answer
   * @throws {Problem} 404
   */
  async like(movieId: number, userId: number): Promise<{ isNew: boolean; answer: LikedDto }> {
    const isNew = await this.insert(movieId, userId);
    return { isNew, answer: await this.state(movieId, true) };
  }

  /**
   * Takes a like back; where there was none, nothing changes.
   *
   * @throws {Problem} 404
   */
  async unlike(movieId: number, userId: number): Promise<LikedDto> {
    await this.sql.rows(UNLIKE, [movieId, userId]);
    return this.state(movieId, false);
  }

  /** @throws {Problem} 404 */
  async likers(movieId: number, viewer: number | undefined, slice: Slice): Promise<LikersRow> {
    const { statement, values } = likersOf(movieId, viewer, slice);
    const row = await this.sql.row<LikersRow>(statement, values);
    if (row === undefined) throw movieNotFound();
    return row;
  }

  /** @param reader the user whose likes they are */
  async likedBy(reader: Reader & { viewer: number }, slice: Slice): Promise<ListRow> {
    const { statement, values } = moviesLikedBy(reader.viewer, reader, slice);
    return (await this.sql.row<ListRow>(statement, values))!;
  }

  private async state(movieId: number, liked: boolean): Promise<LikedDto> {
    const row = await this.sql.row<{ like_count: number }>(LIKE_COUNT, [movieId]);
    if (row === undefined) throw movieNotFound();
    return { movie_id: movieId, like_count: row.like_count, liked };
  }

  private async insert(movieId: number, userId: number): Promise<boolean> {
    try {
      return (await this.sql.row(LIKE, [movieId, userId])) !== undefined;
    } catch (error) {
      throw isMovieGone(error) ? movieNotFound() : error;
    }
  }
}
