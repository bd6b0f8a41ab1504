import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import type { ListRow } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import type { SignedInReader } from '../http/routing/reader.js';
import { movieNotFound } from '../movies/movies.errors.js';
import type { LikedDto } from './dto/like.dto.js';
import { LIKE, likersOf, moviesLikedBy, UNLIKE } from './likes.queries.js';
import { violates } from '../database/errors/failure.js';

export const isMovieGone = (error: unknown): boolean => violates(error, 'likes_movie_id_fkey');

interface LikeRow {
  readonly is_new: boolean;
  readonly like_count: number | null;
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
    const { is_new, like_count } = await this.insert(movieId, userId);
    if (like_count === null) throw movieNotFound(); // deleted meanwhile
    return { isNew: is_new, answer: { movie_id: movieId, like_count, liked: true } };
  }

  /**
   * Takes a like back; where there was none, nothing changes.
   *
   * @throws {Problem} 404
   */
  async unlike(movieId: number, userId: number): Promise<LikedDto> {
    const row = await this.sql.row<{ like_count: number | null }>(UNLIKE, [movieId, userId]);
    const like_count = row?.like_count ?? null;
    if (like_count === null) throw movieNotFound();
    return { movie_id: movieId, like_count, liked: false };
  }

  /** @throws {Problem} 404 */
  async likers(movieId: number, viewer: number | undefined, slice: Slice): Promise<ListRow> {
    const row = await this.sql.row<ListRow>(likersOf(movieId, viewer, slice));
    if (row === undefined) throw movieNotFound();
    return row;
  }

  /** @param reader the user whose likes they are */
  async likedBy(reader: SignedInReader, slice: Slice): Promise<ListRow> {
    return (await this.sql.row<ListRow>(moviesLikedBy(reader.viewer, reader, slice)))!;
  }

  private async insert(movieId: number, userId: number): Promise<LikeRow> {
    try {
      return (await this.sql.row<LikeRow>(LIKE, [movieId, userId]))!;
    } catch (error) {
      throw isMovieGone(error) ? movieNotFound() : error;
    }
  }
}
