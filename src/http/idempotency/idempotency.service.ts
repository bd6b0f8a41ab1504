import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../database/housekeeping.js';
import { isLockTimeout } from '../../database/failure.js';
import { Sql } from '../../database/sql.js';
import { Transactions } from '../../database/transactions.js';
import { Problem } from '../problems/problem.js';
import { FIRST_ANSWER, FORGET_OLD_KEYS, KEEP_ANSWER, TAKE_KEY } from './idempotency.queries.js';

/**
 * How long the second of two requests waits for the first: it keeps a connection meanwhile, for which
 * others wait two seconds at most.
 */
const PATIENCE = '1500ms';

/** What a request is told by. */
export interface KeyedRequest {
  readonly userId: number;
  readonly key: string;
  /** Digest of the verb, the address and the body. */
  readonly fingerprint: Buffer;
}

/** What a repeated request gets again. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

interface KeyRow extends StoredAnswer {
  readonly fingerprint: Buffer;
}

/** Does what a request asks for once, however often and wherever it arrives. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly transactions: Transactions,
    private readonly sql: Sql,
    housekeeping: Housekeeping,
  ) {
    housekeeping.seldom(async () => void (await sql.rows(FORGET_OLD_KEYS, [])));
  }

  /**
   * Runs the work in a transaction that also keeps its answer. Work that fails keeps nothing: it may
   * be tried again under the same key.
   *
   * @returns the first answer, and whether it is an earlier one
   * @throws {Problem} 409 for a key of another request, or of one that is still being worked on
   */
  async once(
    { userId, key, fingerprint }: KeyedRequest,
    work: () => Promise<StoredAnswer>,
  ): Promise<{ answer: StoredAnswer; replayed: boolean }> {
    return this.transactions.run(async (manager) => {
      await manager.query(`SET LOCAL lock_timeout = '${PATIENCE}'`);
      const taken = await this.take(userId, key, fingerprint);
      await manager.query('SET LOCAL lock_timeout = DEFAULT');
      if (!taken) return { answer: await this.first(userId, key, fingerprint), replayed: true };
      const answer = await work();
      const { status, headers, body } = answer;
      await this.sql.rows(KEEP_ANSWER, [userId, key, status, headers, body]);
      return { answer, replayed: false };
    });
  }

  /** @returns whether nobody had the key before */
  private async take(userId: number, key: string, fingerprint: Buffer): Promise<boolean> {
    try {
      return (await this.sql.row(TAKE_KEY, [userId, key, fingerprint])) !== undefined;
    } catch (error) {
      throw isLockTimeout(error) ? inProgress() : error; // a lock that the work waits for is another
    }
  }

  private async first(userId: number, key: string, fingerprint: Buffer): Promise<StoredAnswer> {
    const row = await this.sql.row<KeyRow>(FIRST_ANSWER, [userId, key]);
    if (row === undefined) throw inProgress(); // forgotten between the two looks
    if (!row.fingerprint.equals(fingerprint)) {
      throw new Problem(
        'idempotency-key-reused',
        'This Idempotency-Key was used for another request: take a new one.',
      );
    }
    return row;
  }
}

const inProgress = (): Problem =>
  new Problem('request-in-progress', 'A request with this Idempotency-Key is still running.', {
    headers: { 'Retry-After': '1' },
  });
