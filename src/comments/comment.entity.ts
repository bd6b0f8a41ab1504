import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A comment as it is written; `comments.queries.ts` reads it. A tombstone has no text and no author. */
@Entity('comments')
export class Comment {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  @Column({ type: 'bigint', name: 'movie_id' })
  movieId!: number;

  @Column({ type: 'bigint', name: 'author_id', nullable: true })
  authorId!: number | null;

  /** The comment that this one answers. */
  @Column({ type: 'bigint', name: 'parent_id', nullable: true })
  parentId!: number | null;

  @Column({ type: 'text', nullable: true })
  text!: string | null;

  /** Kept by triggers. */
  @Column({ type: 'integer', name: 'reply_count', default: 0 })
  replyCount!: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', precision: 3, name: 'edited_at', nullable: true })
  editedAt!: Date | null;
}
