import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { OwnerLookup } from '../http/access.js';
import type { PageRow } from '../http/pagination/page.response.js';
import type { Slice } from '../http/pagination/page.query.js';
import { movieNotFound } from '../movies/movies.errors.js';
import { commentNotFound, isMovieGone, notAnswerable } from './comments.errors.js';
import {
  ADD_COMMENT,
  ADD_REPLY,
  AUTHOR_OF_COMMENT,
  COMMENT,
  DELETE_COMMENT,
  EMPTY_COMMENT,
  LATEST_COMMENTS,
  MOVIE_EXISTS,
  OLDEST_COMMENTS,
} from './comments.queries.js';
import type { CreateCommentDto } from './dto/comment.dto.js';

@Injectable()
export class CommentsService implements OwnerLookup {
  constructor(private readonly sql: Sql) {}

  /**
   * @param oldestFirst instead of latest first
   * @throws {Problem} 404
   */
  async list(movieId: number, oldestFirst: boolean, slice: Slice): Promise<PageRow> {
    const statement = oldestFirst ? OLDEST_COMMENTS : LATEST_COMMENTS;
    const row = await this.sql.row<PageRow>(statement, [movieId, slice.limit, slice.offset]);
    if (row === undefined) throw movieNotFound();
    return row;
  }

  /**
   * @returns the new comment as JSON text
   * @throws {Problem} 404 for the movie, 400 for a parent that cannot be answered
   */
  async add(movieId: number, authorId: number, input: CreateCommentDto): Promise<string> {
    const id = await this.insert(movieId, authorId, input);
    const row = await this.sql.row<{ json: string }>(COMMENT, [id]);
    if (row === undefined) throw commentNotFound();
    return row.json;
  }

  /**
   * Deletes a comment; one with replies leaves its tombstone.
   *
   * @throws {Problem} 404
   */
  async remove(id: number): Promise<void> {
    // Between the two looks the last reply may go or the first one come: then look once more.
    for (const statement of [DELETE_COMMENT, EMPTY_COMMENT, DELETE_COMMENT, EMPTY_COMMENT]) {
      if ((await this.sql.row(statement, [id])) !== undefined) return;
    }
    throw commentNotFound();
  }

  async ownerOf(id: number): Promise<number | null | undefined> {
    const row = await this.sql.row<{ author_id: number }>(AUTHOR_OF_COMMENT, [id]);
    return row?.author_id;
  }

  private async insert(
    movieId: number,
    authorId: number,
    input: CreateCommentDto,
  ): Promise<number> {
    const { text, parent_id } = input;
    const values = [movieId, authorId, text];
    try {
      const row = await (parent_id
        ? this.sql.row<{ id: number }>(ADD_REPLY, [...values, parent_id])
        : this.sql.row<{ id: number }>(ADD_COMMENT, values));
      if (row !== undefined) return row.id;
    } catch (error) {
      throw isMovieGone(error) ? movieNotFound() : error;
    }
    const movie = await this.sql.row(MOVIE_EXISTS, [movieId]);
    throw movie === undefined ? movieNotFound() : notAnswerable();
  }
}
