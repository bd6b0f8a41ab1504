import { setTimeout as sleep, setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { Pipeline } from '../run/pipeline.js';
import { type Statement, prepared, type PreparedStatement } from '../run/statement.js';

/**
 * On the primary: a place in the WAL (bytes from its beginning) that is not before the end of any
 * commit that a client has been told of. With `synchronous_commit=off` a commit is told before it is
 * on disk, and the place is where the next record goes.
 */
export const COMMITTED = prepared(`
  SELECT (CASE WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn()
    ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint AS position
`);

/** On a replica: how far it has applied the WAL. What was committed before that is visible there. */
export const REPLAYED = prepared(`SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint AS position`);

/** On the primary: the end of all WAL that there is. */
export const WRITTEN = prepared(`SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint AS position`);

/** On either. Whoever was made from another by a base backup has its identifier. */
export const IDENTITY = prepared(
  'SELECT system_identifier::text AS system, pg_is_in_recovery() AS standby FROM pg_control_system()',
);

/** On a replica: how old the last transaction is that it has applied. */
export const AGE = prepared(
  'SELECT extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 AS age',
);

/** Milliseconds within which a replica has to have applied what was committed when it is asked. */
const CATCH_UP_MS = 100;
/** Milliseconds between two looks at how far it is. */
const LOOK_AGAIN_MS = 2;
/** Milliseconds after which a replica that says nothing to a check counts as away. */
const PATIENCE_MS = 1000;

/**
 * Why a replica is not read from: it has not been looked at since the primary was lost; it cannot be
 * reached; it has not yet applied what was committed; it is a primary itself; it follows another one.
 */
export type Absence = 'unproven' | 'away' | 'behind' | 'primary' | 'foreign';

export interface Identity {
  readonly system: string;
  readonly standby: boolean;
}

/** A read replica and the connections to it: a pipeline for quick reads, a pool for others. */
export class Replica {
  /** `undefined`: it is in use. */
  absence: Absence | undefined = 'unproven';
  /** Seconds by which what is read there may lag behind, as of the last check. */
  lagSeconds = 0;
  /** Statements that it has answered. */
  reads = 0;

  readonly pool: pg.Pool;
  readonly pipeline: Pipeline;
  private readonly replayed: SharedQuestion;

  /** @param name host and port, for logs and metrics */
  constructor(
    readonly name: string,
    options: pg.PoolConfig,
    pipelineSize: number,
  ) {
    this.pool = new pg.Pool(options);
    this.pool.on('error', () => undefined); // idle: the next statement says what is wrong
    this.pipeline = new Pipeline(options, pipelineSize);
    this.replayed = new SharedQuestion(this.pipeline, REPLAYED);
  }

  async rows<T>(
    { name, text }: Statement,
    values: readonly unknown[],
    quick: boolean,
  ): Promise<T[]> {
    const rows = quick
      ? await this.pipeline.query<T>({ name, text }, values)
      : (await this.pool.query({ name, text, values: [...values] })).rows;
    this.reads += 1;
    return rows as T[];
  }

  /**
   * Waits until everything up to a place in the WAL can be read here.
   *
   * @returns whether that came about soon
   * @throws what the replica says when it is away
   */
  async reaches(position: number): Promise<boolean> {
    const deadline = performance.now() + CATCH_UP_MS;
    for (;;) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      const replayed = await within(left, this.replayed.ask());
      if (replayed !== undefined && replayed >= position) return true;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** @throws what the replica says when it is away */
  async identity(): Promise<Identity> {
    const [row] = (await within(PATIENCE_MS, this.pipeline.query<Identity>(IDENTITY, []))) ?? [];
    if (row === undefined) throw new Error('timeout exceeded when trying to connect');
    return row;
  }

  position(): Promise<number> {
    return this.replayed.ask();
  }

  /** Seconds since the last transaction that it has applied was committed. */
  async age(): Promise<number> {
    const [row] = await this.pipeline.query<{ age: number | null }>(AGE, []);
    return row!.age ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.pipeline.close()]);
  }
}

/** @returns `undefined` where it takes longer; whatever comes of it then is nobody's business */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      sleep(milliseconds, undefined, { signal: late.signal, ref: false }),
    ]);
  } finally {
    late.abort();
  }
}

/**
 * A question of one number, asked once for all who want to know in the same turn of the event loop.
 * The answer is never older than the call: it is sent after everybody has asked.
 */
export class SharedQuestion {
  private next: Promise<number> | undefined;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly statement: PreparedStatement,
  ) {}

  /** @throws as {@link Pipeline.query} */
  ask(): Promise<number> {
    this.next ??= this.send();
    return this.next;
  }

  private async send(): Promise<number> {
    await nextTurn();
    this.next = undefined;
    const [row] = await this.pipeline.query<{ position: number }>(this.statement, []);
    return row!.position;
  }
}
