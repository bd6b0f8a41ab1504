import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import type { OwnerLookup } from '../http/routing/access.js';
import type { ListRow } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import { movieNotFound } from '../movies/movies.errors.js';
import { commentNotFound, isMovieGone, notAnswerable } from './comments.errors.js';
import {
  ADD_COMMENT,
  ADD_REPLY,
  AUTHOR_OF_COMMENT,
  COMMENT,
  commentsBy,
  commentsOf,
  DELETE_COMMENT,
  EDIT_COMMENT,
  EMPTY_COMMENT,
  MOVIE_EXISTS,
  repliesTo,
} from './comments.queries.js';
import type { CreateCommentDto } from './dto/comment.dto.js';

@Injectable()
export class CommentsService implements OwnerLookup {
  constructor(private readonly sql: Sql) {}

  /**
   * A movie's top-level comments.
   *
   * @param oldestFirst instead of latest first
   * @throws {Problem} 404
   */
  async ofMovie(movieId: number, oldestFirst: boolean, slice: Slice): Promise<ListRow> {
    const row = await this.sql.row<ListRow>(commentsOf(movieId, oldestFirst, slice));
    if (row === undefined) throw movieNotFound();
    return row;
  }

  /** @throws {Problem} 404 */
  async replies(commentId: number, oldestFirst: boolean, slice: Slice): Promise<ListRow> {
    const row = await this.sql.row<ListRow>(repliesTo(commentId, oldestFirst, slice));
    if (row === undefined) throw commentNotFound();
    return row;
  }

  /** A user's comments and replies. */
  async by(authorId: number, oldestFirst: boolean, slice: Slice): Promise<ListRow> {
    return (await this.sql.row<ListRow>(commentsBy(authorId, oldestFirst, slice)))!;
  }

  /**
   * @returns the comment as JSON text
   * @throws {Problem} 404
   */
  async one(id: number): Promise<string> {
    const row = await this.sql.row<{ json: string }>(COMMENT, [id]);
    if (row === undefined) throw commentNotFound();
    return row.json;
  }

  /**
   * @returns the new comment as JSON text
   * @throws {Problem} 404 for the movie, 400 for a parent that cannot be answered
   */
  async add(movieId: number, authorId: number, input: CreateCommentDto): Promise<string> {
    const { text, parent_id } = input;
    const values = [movieId, authorId, text];
    try {
      const row = await (parent_id
        ? this.sql.row<{ json: string }>(ADD_REPLY, [...values, parent_id])
        : this.sql.row<{ json: string }>(ADD_COMMENT, values));
      if (row !== undefined) return row.json;
    } catch (error) {
      throw isMovieGone(error) ? movieNotFound() : error;
    }
    const movie = await this.sql.row(MOVIE_EXISTS, [movieId]);
    throw movie === undefined ? movieNotFound() : notAnswerable();
  }

  /**
   * Changes the text. For the author alone: an admin may delete what somebody said, not alter it.
   *
   * @returns the comment as JSON text
   * @throws {Problem} 404, also for a tombstone
   */
  async edit(id: number, authorId: number, text: string): Promise<string> {
    const row = await this.sql.row<{ json: string }>(EDIT_COMMENT, [id, authorId, text]);
    if (row === undefined) throw commentNotFound(); // deleted meanwhile
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
}
