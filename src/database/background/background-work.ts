import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Housekeeping } from './housekeeping.js';
import { Sql } from '../run/sql.js';
import { prepared } from '../run/statement.js';
import { Transactions } from '../run/transactions.js';

/** Of the time, work may take a twentieth: after each step it rests for so many times as long. */
const REST = 19;

/** A pass that reads much may take longer than a request's statement. */
const STEP_TIMEOUT = prepared(`SELECT set_config('statement_timeout', '60s', true)`);

const DUE = prepared('SELECT name FROM background_work WHERE due_at <= now()');

/** `$1` name. No row where the step is not due any more, or another instance is at it. */
const CLAIM = prepared(`
  SELECT position FROM background_work
  WHERE name = $1 AND due_at <= now() FOR UPDATE SKIP LOCKED
`);

/** `$1` name, `$2` the next position, `$3` seconds until the next step at least, `$4` {@link REST}. */
const FINISH = prepared(`
  UPDATE background_work SET position = $2, due_at = clock_timestamp()
    + greatest(make_interval(secs => $3), (clock_timestamp() - now()) * $4)
  WHERE name = $1
`);

/** `$1` name. Passes a step that is under way, as {@link CLAIM} does. */
const DUE_NOW = prepared(`
  UPDATE background_work SET due_at = '-infinity'
  WHERE name = (SELECT name FROM background_work WHERE name = $1 FOR UPDATE SKIP LOCKED)
`);

/** Milliseconds before the next look at a step that another instance does. */
const LOOK_MS = 100;

/** A kind of work. Its row in `background_work` comes with a migration. */
export interface Work {
  readonly name: string;
  /** Seconds between two passes. */
  readonly interval: number;
  /**
   * One step of a pass, in the transaction that is open.
   *
   * @param position where the pass stands: 0 at its beginning
   * @returns the next position; 0 when the pass has ended
   */
  readonly step: (position: number) => Promise<number>;
}

/**
 * Derives what need not be exact at once. One instance does a step at a time, whichever comes first;
 * what the database remembers survives restarts. If the database cannot be reached, the step comes later.
 */
@Injectable()
export class BackgroundWork {
  private readonly all: Work[] = [];

  constructor(
    private readonly sql: Sql,
    private readonly transactions: Transactions,
    housekeeping: Housekeeping,
  ) {
    housekeeping.often(() => this.runDue());
  }

  add(work: Work): void {
    this.all.push(work);
  }

  /** Runs a whole pass of each work without a rest: for commands, and tests. */
  async runAll(): Promise<void> {
    for (const work of this.all) {
      let position: number | undefined;
      do {
        await this.sql.rows(DUE_NOW, [work.name]);
        position = await this.step(work);
        if (position === undefined) await sleep(LOOK_MS);
      } while (position !== 0);
    }
  }

  private async runDue(): Promise<void> {
    const due = await this.sql.rows<{ name: string }>(DUE, []);
    for (const work of this.all) {
      if (due.some(({ name }) => name === work.name)) await this.step(work);
    }
  }

  /** @returns the position after the step; `undefined` where it is not due */
  private step({ name, interval, step }: Work): Promise<number | undefined> {
    return this.transactions.run(async () => {
      const claimed = await this.sql.row<{ position: number }>(CLAIM, [name]);
      if (claimed === undefined) return undefined;
      await this.sql.row(STEP_TIMEOUT, []);
      const next = await step(claimed.position);
      await this.sql.rows(FINISH, [name, next, next === 0 ? interval : 0, REST]);
      return next;
    });
  }
}
