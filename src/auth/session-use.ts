import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import { Housekeeping } from '../database/background/housekeeping.js';
import { NOTE_USE, REMOVE_EXPIRED } from './sessions.queries.js';

/** Milliseconds within which a session's last use is not noted again. */
const RESOLUTION_MS = 60_000;

/**
 * Notes when sessions were last used, without a write for each request: once a minute for each
 * session that is in use, all of them in one statement.
 */
@Injectable()
export class SessionUse {
  private readonly used = new Map<number, Date>();

  constructor(
    private readonly sql: Sql,
    housekeeping: Housekeeping,
  ) {
    housekeeping.oftenAndLast(() => this.write());
    housekeeping.seldom(async () => void (await sql.rows(REMOVE_EXPIRED, [])));
  }

  /** @param last what the database has */
  note(sessionId: number, last: Date): void {
    const now = new Date();
    if (now.getTime() - last.getTime() >= RESOLUTION_MS) this.used.set(sessionId, now);
  }

  private async write(): Promise<void> {
    if (this.used.size === 0) return;
    const entries = [...this.used];
    this.used.clear();
    // In the order of the ids, so that two instances cannot deadlock.
    entries.sort(([one], [other]) => one - other);
    try {
      await this.sql.rows(NOTE_USE, [entries.map(([id]) => id), entries.map(([, at]) => at)]);
    } catch (error) {
      for (const [id, at] of entries) if (!this.used.has(id)) this.used.set(id, at);
      throw error;
    }
  }
}
