import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../database/background/housekeeping.js';
import { isLockTimeout } from '../../database/errors/failure.js';
import { Sql } from '../../database/run/sql.js';
import { Transactions } from '../../database/run/transactions.js';
import { Problem } from '../problems/problem.js';
import {
  FIRST_ANSWER,
  FORGET_OLD_KEYS,
  KEEP_ANSWER,
  LOCK_KEYS_OF_USER,
  NEXT_KEY,
  TAKE_KEY,
} from './idempotency.queries.js';

/**
 * How long the second of two requests waits for the first: it keeps a connection meanwhile, for which
 * others wait two seconds at most.
 */
const PATIENCE = '1500ms';

/** Keys that a user may have at once. */
export const MOST_KEYS = 10_000;
/** The last ones are given out one by one, so that requests at the same instant get no more. */
const ONE_BY_ONE = 200;
/** Bytes of the largest body that is kept. */
const LARGEST_BODY = 4096;

/** What a request is told by. */
export interface KeyedRequest {
  readonly userId: number;
  readonly key: string;
  /** Digest of the verb, the address and the body. */
  readonly fingerprint: Buffer;
}

/** An answer as it goes to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** The first answer to a key; of a large one, the id of what the request made instead of the body. */
export interface FirstAnswer extends Answer {
  readonly made_id: number | null;
}

interface KeyRow extends FirstAnswer {
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
   * @param work does what the request asks for
   * @param replay answers it once more
   * @throws {Problem} 409 for a key of another request, or of one that is still being worked on; 429
   *   where the user has too many keys
   */
  async once(
    request: KeyedRequest,
    work: () => Promise<Answer>,
    replay: (first: FirstAnswer) => Promise<Answer>,
  ): Promise<Answer> {
    return this.transactions.run(async (manager) => {
      await manager.query(`SET LOCAL lock_timeout = '${PATIENCE}'`);
      const first = await this.takeOrFind(request);
      await manager.query('SET LOCAL lock_timeout = DEFAULT');
      if (first !== undefined) return replay(first);
      const answer = await work();
      await this.keep(request, answer);
      return answer;
    });
  }

  /** @returns the first answer; `undefined` where the key is new, and now taken */
  private async takeOrFind(request: KeyedRequest): Promise<FirstAnswer | undefined> {
    try {
      for (const most of [MOST_KEYS - ONE_BY_ONE, MOST_KEYS]) {
        if (most === MOST_KEYS) await this.lockKeysOf(request.userId);
        if (await this.take(request, most)) return undefined;
        const first = await this.find(request);
        if (first !== undefined) return first;
      }
    } catch (error) {
      throw isLockTimeout(error) ? inProgress() : error; // a lock that the work waits for is another
    }
    const next = await this.sql.row<{ seconds: number | null }>(NEXT_KEY, [request.userId]);
    throw tooManyKeys(next?.seconds ?? 1);
  }

  private async lockKeysOf(userId: number): Promise<void> {
    try {
      await this.sql.rows(LOCK_KEYS_OF_USER, [userId]);
    } catch (error) {
      throw isLockTimeout(error) ? tooManyKeys(1) : error; // others of the user take the last ones
    }
  }

  /** @returns whether nobody had the key before */
  private async take({ userId, key, fingerprint }: KeyedRequest, most: number): Promise<boolean> {
    return (await this.sql.row(TAKE_KEY, [userId, key, fingerprint, most])) !== undefined;
  }

  private async keep({ userId, key }: KeyedRequest, answer: Answer): Promise<void> {
    const { status, headers, body } = answer;
    const isLarge = body !== null && Buffer.byteLength(body) > LARGEST_BODY;
    const kept = isLarge ? [null, (JSON.parse(body) as { id: number }).id] : [body, null];
    await this.sql.rows(KEEP_ANSWER, [userId, key, status, headers, ...kept]);
  }

  private async find({ userId, key, fingerprint }: KeyedRequest): Promise<KeyRow | undefined> {
    const row = await this.sql.row<KeyRow>(FIRST_ANSWER, [userId, key]);
    if (row !== undefined && !row.fingerprint.equals(fingerprint)) {
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

function tooManyKeys(seconds: number): Problem {
  const wait = Math.max(1, Math.ceil(seconds));
  return new Problem(
    'too-many-requests',
    `At most ${MOST_KEYS} requests in 24 hours may bear an Idempotency-Key: wait ${wait} s, or send it without one.`,
    { headers: { 'Retry-After': String(wait) } },
  );
}
