import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { Sql } from '../database/sql.js';
import { BOOK_PACE } from './mail.queries.js';

/** Keeps all instances together within `MAIL_PER_MINUTE`. */
@Injectable()
export class MailPace {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
  ) {}

  /** Waits for the next place in the row. */
  async next(signal: AbortSignal): Promise<void> {
    if (this.config.mailsPerMinute === 0) return;
    const row = await this.sql.row<{ wait: number }>(BOOK_PACE, [60 / this.config.mailsPerMinute]);
    if (row !== undefined && row.wait > 0) await sleep(row.wait * 1000, undefined, { signal });
  }
}
