import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A sign-in. Its token is good for as long as this row is there and not expired. */
@Entity('sessions')
export class Session {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  /** Repeated in the token, so that ids of another database open nothing here. */
  @Column({ type: 'uuid' })
  key!: string;

  @Column({ type: 'bigint', name: 'user_id' })
  userId!: number;

  @Column({ type: 'text', name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  /** Exact to a minute or so (see `SessionUse`). */
  @Column({ type: 'timestamptz', precision: 3, name: 'last_used_at' })
  lastUsedAt!: Date;

  @Column({ type: 'timestamptz', precision: 3, name: 'expires_at' })
  expiresAt!: Date;
}
