import { Injectable } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { Sql } from '../database/run/sql.js';
import { Transactions } from '../database/run/transactions.js';
import type { OwnerLookup } from '../http/routing/access.js';
import type { ListRow } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import { Movie } from '../movies/movie.entity.js';
import { movieNotFound } from '../movies/movies.errors.js';
import { Comment } from './comment.entity.js';
import { commentNotFound, isMovieGone, notAnswerable } from './comments.errors.js';
import {
  AUTHOR_OF_COMMENT,
  COMMENT,
  commentsBy,
  commentsOf,
  LOCK_WITH_PARENT,
  repliesTo,
} from './comments.queries.js';
import type { CreateCommentDto } from './dto/comment.dto.js';

interface LockedComment {
  readonly id: number;
  readonly text: string | null;
  readonly reply_count: number;
}

@Injectable()
export class CommentsService implements OwnerLookup {
  constructor(
    private readonly sql: Sql,
    private readonly transactions: Transactions,
  ) {}

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
  async one(id: number, on?: { readonly on: 'primary' }): Promise<string> {
    const row = await this.sql.row<{ json: string }>(COMMENT, [id], on);
    if (row === undefined) throw commentNotFound();
    return row.json;
  }

  /**
   * @returns the new comment as JSON text
   * @throws {Problem} 404 for the movie, 400 for a parent that cannot be answered
   */
  async create(movieId: number, authorId: number, input: CreateCommentDto): Promise<string> {
    const { text, parent_id: parentId = null } = input;
    const insert = async (manager: EntityManager): Promise<number> => {
      const comment = { movieId, authorId, parentId, text };
      return ((await manager.insert(Comment, comment)).identifiers[0] as Comment).id;
    };
    const insertReply = async (manager: EntityManager): Promise<number> => {
      await this.lockParent(manager, movieId, parentId!);
      return insert(manager);
    };
    try {
      const id = await (parentId === null
        ? this.transactions.statement(insert)
        : this.transactions.run(insertReply));
      return await this.one(id, { on: 'primary' });
    } catch (error) {
      throw isMovieGone(error) ? movieNotFound() : error;
    }
  }

  /**
   * Changes the text. For the author alone: an admin may delete what somebody said, not alter it.
   *
   * @returns the comment as JSON text
   * @throws {Problem} 404, also for a tombstone
   */
  edit(id: number, authorId: number, text: string): Promise<string> {
    return this.transactions.run(async (manager) => {
      const editedAt = (): string => 'clock_timestamp()';
      const { affected } = await manager.update(Comment, { id, authorId }, { text, editedAt });
      if (!affected) throw commentNotFound(); // deleted meanwhile
      return this.one(id);
    });
  }

  /**
   * Deletes a comment; one with replies leaves its tombstone.
   *
   * @throws {Problem} 404
   */
  async remove(id: number): Promise<void> {
    await this.transactions.run(async (manager) => {
      // No reply can come or go until this is done.
      const locked = await this.sql.rows<LockedComment>(LOCK_WITH_PARENT, [id]);
      const comment = locked.find((row) => row.id === id);
      if (comment === undefined || comment.text === null) throw commentNotFound();
      if (comment.reply_count === 0) await manager.delete(Comment, { id });
      else await manager.update(Comment, { id }, { text: null, authorId: null, editedAt: null });
    });
  }

  async ownerOf(id: number): Promise<number | null | undefined> {
    const row = await this.sql.row<{ author_id: number }>(AUTHOR_OF_COMMENT, [id]);
    return row?.author_id;
  }

  /** Keeps the comment that a reply answers from being deleted meanwhile. */
  private async lockParent(manager: EntityManager, movieId: number, id: number): Promise<void> {
    const parent = await manager.findOne(Comment, {
      where: { id, movieId, parentId: IsNull(), text: Not(IsNull()) },
      lock: { mode: 'for_no_key_update' },
    });
    if (parent !== null) return;
    throw (await manager.existsBy(Movie, { id: movieId })) ? notAnswerable() : movieNotFound();
  }
}
