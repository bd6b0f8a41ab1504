import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { Sql } from '../database/run/sql.js';
import { ANY_WAITS, BOOK_PACE } from './mail.queries.js';

/** Keeps all instances together within `MAIL_PER_MINUTE`. */
@Injectable()
export class MailPace {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
  ) {}

  /**
   * Waits until the next mail may go. Which one that is should be decided then, and not before: an
   * urgent one may have come meanwhile.
   *
   * @returns whether there was one to wait for
   */
  async next(signal: AbortSignal): Promise<boolean> {
    if (this.config.mailsPerMinute === 0) return true;
    if ((await this.sql.row(ANY_WAITS, [])) === undefined) return false;
    const row = await this.sql.row<{ wait: number }>(BOOK_PACE, [60 / this.config.mailsPerMinute]);
    if (row !== undefined && row.wait > 0) await sleep(row.wait * 1000, undefined, { signal });
    return true;
  }
}
