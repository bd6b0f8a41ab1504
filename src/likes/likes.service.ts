import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { PageRow } from '../http/pagination/page.response.js';
import type { Slice } from '../http/pagination/page.query.js';
import { movieNotFound } from '../movies/movies.errors.js';
import type { LikedDto } from './dto/like.dto.js';
import { isMovieGone } from './likes.errors.js';
import { LIKE, LIKE_COUNT, LIKERS } from './likes.queries.js';

interface LikersRow extends PageRow {
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
    const row = await this.sql.row<{ like_count: number }>(LIKE_COUNT, [movieId]);
    if (row === undefined) throw movieNotFound();
    return { isNew, answer: { movie_id: movieId, like_count: row.like_count, liked: true } };
  }

  /** @throws {Problem} 404 */
  async likers(movieId: number, viewer: number | undefined, slice: Slice): Promise<LikersRow> {
    const values = [movieId, viewer ?? null, slice.limit, slice.offset];
    const row = await this.sql.row<LikersRow>(LIKERS, values);
    if (row === undefined) throw movieNotFound();
    return row;
  }

  private async insert(movieId: number, userId: number): Promise<boolean> {
    try {
      return (await this.sql.row(LIKE, [movieId, userId])) !== undefined;
    } catch (error) {
      throw isMovieGone(error) ? movieNotFound() : error;
    }
  }
}
