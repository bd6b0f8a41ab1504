import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import { STATE } from './mail.queries.js';

/** The outbox as an operator sees it; all instances together. */
export interface MailState {
  readonly waiting: number;
  /** Age of the mail that waits the longest, in seconds. */
  readonly oldest: number;
  readonly dead: number;
  readonly sent: number;
  readonly retried: number;
  readonly died: number;
}

@Injectable()
export class MailMetrics {
  constructor(private readonly sql: Sql) {}

  async state(): Promise<MailState> {
    return (await this.sql.row<MailState>(STATE, []))!;
  }
}
