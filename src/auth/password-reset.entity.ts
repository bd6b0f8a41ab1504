import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A mail that lets its reader choose a new password. */
@Entity('password_resets')
export class PasswordReset {
  /** Id of the mail. */
  @PrimaryColumn({ type: 'uuid' })
  message!: string;

  @Column({ type: 'bigint', name: 'user_id' })
  userId!: number;

  @Column({ type: 'bytea', name: 'token_hash' })
  tokenHash!: Buffer;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', precision: 3, name: 'expires_at' })
  expiresAt!: Date;

  /** Used, or made void by another way to a new password or address. */
  @Column({ type: 'timestamptz', precision: 3, name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
