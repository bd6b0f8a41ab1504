import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { Secrets } from '../config/secrets.js';
import { Housekeeping } from '../database/housekeeping.js';
import { Sql } from '../database/sql.js';
import { foldCase } from '../http/fields/fold-case.js';
import { tooManyFailures } from './auth.errors.js';
import {
  BEGIN_ATTEMPT,
  END_ATTEMPT,
  FAILURES,
  FORGET_FAILURES,
  FORGIVE,
} from './sign-in-limits.queries.js';

/** How many times the limit of an account from one address holds for all of the account, or address. */
const FOR_ACCOUNT = 5;
const FOR_ADDRESS = 10;
/** How long an attempt waits for others that may yet fail. */
const PATIENCE_MS = 10_000;
const POLL_MS = 50;

/** What failures are counted by. */
interface Scope {
  /** Empty: any. */
  readonly account: string;
  readonly address: string;
  readonly limit: number;
}

/** Who tries, and from where. */
export interface Attempt {
  /** The account's id; where there is none, the name that was given. */
  readonly account: number | string;
  readonly address: string;
}

/**
 * Limits failed attempts to prove who one is, across all instances. Attempts are counted before their
 * outcome is known, so that many at once get no further than one after the other; those that succeed
 * are taken back.
 */
@Injectable()
export class SignInLimits {
  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) private readonly config: Pick<Config, 'loginMaxFailures'>,
    private readonly secrets: Secrets,
    housekeeping: Housekeeping,
  ) {
    housekeeping.seldom(async () => void (await sql.rows(FORGET_FAILURES, [])));
  }

  /**
   * @param work answers `undefined` for a failure
   * @throws {Problem} 429 where too many have failed; the work is then not done
   */
  async attempt<T>(who: Attempt, work: () => Promise<T | undefined>): Promise<T | undefined> {
    const begun: Scope[] = [];
    let outcome: 'succeeded' | 'failed' | 'unknown' = 'unknown';
    try {
      await this.begin(who, begun);
      const result = await work();
      outcome = result === undefined ? 'failed' : 'succeeded';
      return result;
    } finally {
      const accounts = begun.map(({ account }) => account);
      const addresses = begun.map(({ address }) => address);
      await this.sql.rows(END_ATTEMPT, [accounts, addresses, outcome]);
    }
  }

  /** Unlocks an account, whose owner has proved by mail who they are. */
  async forgive(userId: number): Promise<void> {
    await this.sql.rows(FORGIVE, [this.digest(userId)]);
  }

  /**
   * Narrow scopes first: what one of them refuses does not count in a wider one, so that nobody locks
   * an account for everybody from one address. Nor does the account's own limit bar an address from
   * which it has been used: whoever fails from many others does not lock its owner out.
   */
  private async begin({ account, address }: Attempt, begun: Scope[]): Promise<void> {
    const limit = this.config.loginMaxFailures;
    const who = this.digest(account);
    const where = this.digest(address);
    const known = await this.enter({ account: who, address: where, limit }, begun);
    await this.enter({ account: '', address: where, limit: limit * FOR_ADDRESS }, begun);
    if (known) return;
    await this.enter({ account: who, address: '', limit: limit * FOR_ACCOUNT }, begun);
  }

  /** @returns whether the account has been used from the address */
  private async enter(scope: Scope, begun: Scope[]): Promise<boolean> {
    const { account, address, limit } = scope;
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const row = await this.sql.row<{ known: boolean }>(BEGIN_ATTEMPT, [account, address, limit]);
      if (row !== undefined) {
        begun.push(scope);
        return row.known;
      }
      const seen = await this.sql.row<{ failures: number; seconds: number }>(FAILURES, [
        account,
        address,
      ]);
      if (seen !== undefined && seen.failures >= limit) throw tooManyFailures(seen.seconds);
      if (Date.now() > deadline) throw tooManyFailures(1);
      await sleep(POLL_MS * (0.5 + Math.random()));
    }
  }

  /** Neither names nor addresses are kept. */
  private digest(text: number | string): string {
    // What precedes the text keeps ids, and names that look like them, apart.
    const told = typeof text === 'number' ? `id ${text}` : `text ${foldCase(text)}`;
    return createHmac('sha256', this.secrets.current).update(told).digest('base64url').slice(0, 22);
  }
}
