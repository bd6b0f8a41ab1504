import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { Secrets } from '../config/secrets.js';
import { Housekeeping } from '../database/background/housekeeping.js';
import { Sql } from '../database/run/sql.js';
import type { User } from '../users/user.entity.js';
import { attemptKey } from './attempt-key.js';
import { tooManyFailures } from './auth.errors.js';
import {
  ADD_FAILURE,
  BEGIN_ATTEMPT,
  END_ATTEMPT,
  FAILURES,
  FORGET_FAILURES,
  FORGIVE,
  NOTE_SUCCESS,
  RECORD_OF_ACCOUNT,
} from './sign-in-limits.queries.js';

/** How many times the limit of an account from one address holds for all of the account, or address. */
const FOR_ACCOUNT = 5;
const FOR_ADDRESS = 10;
/** How long an attempt waits for others that may yet fail: until those of a dead process expire. */
const PATIENCE_MS = 11_000;
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 400;

/** What failures are counted by: digests. */
interface Scope {
  /** Empty: any. */
  readonly account: string;
  readonly address: string;
  readonly limit: number;
}

/** Who tries, and from where. */
export interface Attempt {
  /** What was typed; left out where the account is signed in. */
  readonly name?: string;
  /** The account's id; `undefined` where nobody has the name. */
  readonly account: number | undefined;
  readonly address: string;
}

/**
 * Limits failed attempts to prove who one is, across all instances.
 *
 * The answer 429 depends on nothing but the name as it was typed and the address. Otherwise it would
 * tell which names belong to one account. The failures of the account under all its names have the
 * same limits, but count in silence: beyond them every password is wrong.
 *
 * Attempts are counted before their outcome is known, so that many at once get no further than one
 * after the other; those that succeed are taken back.
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
   * @param work answers `undefined` for a failure; where the account is `barred` it has to take as
   *   long as ever, and to fail
   * @throws {Problem} 429 where too many have failed; the work is then not done
   */
  async attempt<T>(
    { name, account, address }: Attempt,
    work: (barred: boolean) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    // A name that nobody has is treated as an account of its own: the same work, the same answers.
    const id = account === undefined ? this.key('nobody', name) : this.key('id', account);
    const typed = name === undefined ? id : this.key('name', name);
    const from = this.key('address', address);
    const begun: Scope[] = [];
    let failed = false;
    try {
      const { known, barred } = await this.begin(id, typed, from, begun);
      const result = await work(barred);
      failed = result === undefined;
      if (!failed) await this.sql.rows(NOTE_SUCCESS, [id, typed, from]);
      // What was refused unseen does not count: one address cannot use up what all have together.
      else if (id !== typed && !barred)
        await this.sql.rows(ADD_FAILURE, [id, known ? [from] : [from, '']]);
      return result;
    } finally {
      const accounts = begun.map((scope) => scope.account);
      const addresses = begun.map((scope) => scope.address);
      await this.sql.rows(END_ATTEMPT, [accounts, addresses, failed]);
    }
  }

  /** Unlocks an account, whose owner has proved by mail who they are. */
  async forgive({ id, username, email }: Pick<User, 'id' | 'username' | 'email'>): Promise<void> {
    const keys = [this.key('id', id), this.key('name', username), this.key('name', email)];
    await this.sql.rows(FORGIVE, [keys]);
  }

  /** What stands for a name in logs. */
  digestOfName(name: string): string {
    return this.key('name', name);
  }

  /**
   * Narrow scopes first: what one of them refuses does not count in a wider one, so that nobody locks
   * an account for everybody from one address. Nor does the account's own limit bar an address from
   * which it has been used: whoever fails from many others does not lock its owner out.
   */
  private async begin(
    id: string,
    typed: string,
    from: string,
    begun: Scope[],
  ): Promise<{ known: boolean; barred: boolean }> {
    const limit = this.config.loginMaxFailures;
    await this.enter({ account: typed, address: from, limit }, begun);
    await this.enter({ account: '', address: from, limit: limit * FOR_ADDRESS }, begun);
    const record = await this.sql.row<{ known: boolean; here: number; everywhere: number }>(
      RECORD_OF_ACCOUNT,
      [id, from],
    );
    const { known, here, everywhere } = record!;
    if (!known) {
      await this.enter({ account: typed, address: '', limit: limit * FOR_ACCOUNT }, begun);
    }
    // Those of the account itself have just been let in: they are told.
    const barred = id !== typed && (here >= limit || (!known && everywhere >= limit * FOR_ACCOUNT));
    return { known, barred };
  }

  private async enter(scope: Scope, begun: Scope[]): Promise<void> {
    const { account, address, limit } = scope;
    const deadline = Date.now() + PATIENCE_MS;
    for (let poll = FIRST_POLL_MS; ; poll = Math.min(poll * 2, LAST_POLL_MS)) {
      if ((await this.sql.row(BEGIN_ATTEMPT, [account, address, limit])) !== undefined) {
        begun.push(scope);
        return;
      }
      const seen = await this.sql.row<{ failures: number; seconds: number }>(FAILURES, [
        account,
        address,
      ]);
      if (seen !== undefined && seen.failures >= limit) throw tooManyFailures(seen.seconds);
      if (Date.now() > deadline) throw tooManyFailures(1);
      await sleep(poll * (0.5 + Math.random()));
    }
  }

  private key(kind: Parameters<typeof attemptKey>[1], text?: string | number): string {
    return attemptKey(this.secrets.current, kind, text);
  }
}
