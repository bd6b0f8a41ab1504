import { ConfigError, type Config } from '../../config/environment.js';
import { pipelineSize, POOL_SIZE } from '../../database/connect/client.js';
import type { DatabaseServer } from '../../database/connect/connection.js';

/** What one worker may take of what the server has. */
export interface Share {
  /** Database connections in its pool; those for quick statements follow from it. */
  readonly poolSize: number;
  /** Mails that it sends at once; 0: it sends none. */
  readonly mailConcurrency: number;
}

/** A request that waits for another one's transaction must find a connection beside it. */
const SMALLEST_POOL = 2;
/** Connections left to commands, mail workers and whoever looks after the database. */
const LEFT_TO_OTHERS = 10;

const withPipeline = (poolSize: number): number => poolSize + pipelineSize(poolSize);

function largestPool(connections: number): number {
  let poolSize = POOL_SIZE;
  while (poolSize > 0 && withPipeline(poolSize) > connections) poolSize -= 1;
  return poolSize;
}

/**
 * Divides the database's connections and the deliveries among the workers.
 *
 * @param connections how many the database lets such an account have
 * @returns a share for each worker
 * @throws {ConfigError} when there are too few connections
 */
export function shares(
  { workers, worker, mailConcurrency }: Pick<Config, 'workers' | 'worker' | 'mailConcurrency'>,
  connections: number,
): Share[] {
  const deliveries = worker ? mailConcurrency : 0;
  // Each worker that sends mails also listens for them.
  const forMails = deliveries + Math.min(deliveries, workers);
  const available = connections - LEFT_TO_OTHERS - forMails;
  const poolSize = largestPool(Math.floor(available / workers));
  if (poolSize < SMALLEST_POOL) {
    const most = Math.max(1, Math.floor(available / withPipeline(SMALLEST_POOL)));
    throw new ConfigError(
      `Configuration: WORKERS must be at most ${most} with the ${connections} connections that the database allows (max_connections)`,
    );
  }
  return Array.from({ length: workers }, (_, index) => ({
    poolSize,
    mailConcurrency: Math.floor((deliveries + workers - 1 - index) / workers),
  }));
}

/**
 * What a worker is told once the database is there. It goes through the pipe between the two
 * processes: neither the address of the database nor the secret stands on a command line.
 */
export interface Assignment {
  readonly share: Share;
  /** The embedded one; others are found by `DATABASE_URL`. */
  readonly embedded: Pick<DatabaseServer, 'connection' | 'description'> | undefined;
  readonly jwtSecret: string;
}

/** Primary to worker. */
export type Order =
  | { readonly kind: 'serve'; readonly assignment: Assignment }
  /** Finish the requests under way, then end. */
  | { readonly kind: 'stop' };

/** Worker to primary: it hears orders from now on; what was sent before is lost. */
export interface Hearing {
  readonly kind: 'hearing';
}
