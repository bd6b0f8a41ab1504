import pg from 'pg';
import { isDatabaseTimeout } from '../errors/failure.js';

/** Milliseconds after which a connection is no longer waited for, even if others are served. */
const MOST_PATIENCE_MS = 4000;

type OnConnect = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/**
 * A pool that tells a burst from a database that is away. pg gives up a request that has waited
 * `connectionTimeoutMillis` for its turn; here it waits on if others had theirs meanwhile.
 */
export class PatientPool extends pg.Pool {
  /** Connections made, and given back by those who got what they asked for. */
  private signsOfLife = 0;

  constructor(options?: pg.PoolConfig) {
    super(options);
    this.on('connect', (client) => {
      this.signsOfLife += 1;
      // Between two who listen, such as the pool and TypeORM, an error would end the process.
      client.on('error', () => undefined);
    });
    this.on('release', (error) => {
      if (!error) this.signsOfLife += 1;
    });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(onConnect: OnConnect): void;
  override connect(onConnect?: OnConnect): Promise<pg.PoolClient> | void {
    const until = performance.now() + MOST_PATIENCE_MS;
    if (onConnect !== undefined) return this.attempt(until, onConnect);
    return new Promise((resolve, reject) => {
      this.attempt(until, (error, client) => (error ? reject(error) : resolve(client!)));
    });
  }

  private attempt(until: number, onConnect: OnConnect): void {
    const { signsOfLife } = this;
    super.connect((error, client, done) => {
      const isBusy = this.signsOfLife > signsOfLife && performance.now() < until;
      if (isBusy && isDatabaseTimeout(error)) this.attempt(until, onConnect);
      else onConnect(error, client, done);
    });
  }
}
