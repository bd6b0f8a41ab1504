import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import { LIST_DEAD, REVIVE } from './mail.queries.js';
import { LIFETIME_SECONDS, MailQueue } from './mail.queue.js';

/** A mail that was given up. */
export interface DeadMail {
  readonly id: number;
  readonly kind: string;
  readonly movie_id: number | null;
  readonly attempts: number;
  readonly queued_at: Date;
  readonly dead_at: Date;
  /** The mail server's codes: neither its words nor the address. */
  readonly last_error: string;
}

/** The mails that rest after a lasting refusal, or a day of failures. */
@Injectable()
export class DeadMails {
  constructor(
    private readonly sql: Sql,
    private readonly queue: MailQueue,
  ) {}

  list(): Promise<DeadMail[]> {
    return this.sql.rows<DeadMail>(LIST_DEAD, []);
  }

  /**
   * Queues dead mails again, as if they were new.
   *
   * @param ids all of them by default
   * @returns the ids of those that were dead
   */
  async revive(ids?: readonly number[]): Promise<number[]> {
    const rows = await this.sql.rows<{ id: number }>(REVIVE, [ids ?? null, LIFETIME_SECONDS]);
    if (rows.length > 0) this.queue.announce();
    return rows.map(({ id }) => id);
  }
}
