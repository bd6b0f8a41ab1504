import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { Secrets } from '../config/secrets.js';
import { Sql } from '../database/run/sql.js';
import { prepared } from '../database/run/statement.js';
import type { Allowance, TellAllowance } from '../http/limits/allowance.js';
import { attemptKey } from './attempt-key.js';
import { tooManySignUps } from './auth.errors.js';

const HOUR = 3600;

interface Row {
  readonly made: number;
  readonly seconds: number;
}

/** The accounts that an address has made in its hour: `$1` key, `$2` address. */
const SIGN_UPS = prepared(`
  SELECT failures AS made, extract(epoch FROM resets_at - now())::float8 AS seconds
  FROM sign_in_failures WHERE account = $1 AND address = $2 AND resets_at > now()
`);

/** Counts one more: `$1` key, `$2` address, `$3` limit. No row comes back where there is none left. */
const COUNT_SIGN_UP = prepared(`
  INSERT INTO sign_in_failures AS seen (account, address, failures, resets_at)
  VALUES ($1, $2, 1, now() + interval '1 hour')
  ON CONFLICT ON CONSTRAINT sign_in_failures_pkey DO UPDATE SET
    failures = 1 + CASE WHEN seen.resets_at <= now() THEN 0 ELSE seen.failures END,
    resets_at = CASE WHEN seen.resets_at <= now() THEN excluded.resets_at ELSE seen.resets_at END
  WHERE seen.resets_at <= now() OR seen.failures < $3
  RETURNING failures AS made, extract(epoch FROM resets_at - now())::float8 AS seconds
`);

/**
 * Limits the accounts that one address makes in an hour, across all instances. They are counted in
 * the table of failed sign-ins, under a key that no account has.
 */
@Injectable()
export class SignUpLimit {
  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) private readonly config: Pick<Config, 'signUpsPerHour'>,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Makes an account where the address may have one more.
   *
   * @param work calls `count` in the transaction that stores the account
   * @throws {Problem} 429
   */
  async within<T>(
    address: string,
    tell: TellAllowance,
    work: (count: () => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const limit = this.config.signUpsPerHour;
    if (limit === 0) return work(async () => undefined);
    const secret = this.secrets.current;
    const keys = [attemptKey(secret, 'sign-ups'), attemptKey(secret, 'address', address)];
    const read = async (): Promise<Allowance> =>
      allowance(limit, await this.sql.row<Row>(SIGN_UPS, keys));
    let standing = await read(); // spares the work of hashing; the count below decides
    const refuseBeyond = (): void => {
      if (standing.left <= 0) throw tooManySignUps(standing);
    };
    try {
      refuseBeyond();
      return await work(async () => {
        const row = await this.sql.row<Row>(COUNT_SIGN_UP, [...keys, limit]);
        standing = row === undefined ? await read() : allowance(limit, row);
        if (row === undefined) refuseBeyond();
      });
    } finally {
      tell({ name: 'sign-up', window: HOUR }, standing);
    }
  }
}

const allowance = (
  limit: number,
  { made, seconds }: Row = { made: 0, seconds: HOUR },
): Allowance => ({
  limit,
  left: limit - made,
  resetsIn: Math.max(1, Math.ceil(seconds - 0.001)), // the end is rounded to milliseconds
});
