import type { Socket } from 'node:net';
import pg from 'pg';

/** Connections for the requests of one process, each for one statement or transaction at a time. */
export const POOL_SIZE = 10;

/** Connections for quick statements: PostgreSQL works at as many at once. */
const PIPELINE_SIZE = 4;

/** @returns how many connections for quick statements stand beside a pool; each serves many requests */
export const pipelineSize = (poolSize: number): number =>
  Math.min(PIPELINE_SIZE, Math.ceil(poolSize / 2));

/** What `pg` keeps to itself. */
interface Internals {
  readonly connection: NodeJS.EventEmitter & { readonly stream: Socket };
}

/** What pg's pools and we make connections with; `Client` is the class, where it is not pg's own. */
export type ConnectionOptions = pg.ClientConfig & Pick<pg.PoolConfig, 'Client'>;

/** A connection outside any pool, of the class that the pool has. Not yet connected. */
export function newClient(options: ConnectionOptions): pg.Client {
  const Client = (options.Client ?? pg.Client) as typeof pg.Client;
  return new Client(options);
}

/** Where a database is, and how it is spoken to. */
export interface ClientSettings {
  /** Addresses of its servers; the first that answers as it should is taken. */
  readonly urls: readonly string[];
  /** Whether the server has to be the primary, and not a standby that takes no writes. */
  readonly primary: boolean;
  /** Whether statements are prepared once for a connection. Off: each is sent without a name. */
  readonly prepare: boolean;
}

/**
 * A class of connections for pg's pools, which finds the primary among several servers, as libpq's
 * `target_session_attrs=read-write` does. A server that refuses, does not answer or says at the
 * greeting that it is a standby (`in_hot_standby`, which PostgreSQL reports from version 14 on) is
 * passed over: the next connection tries the next one. No statement is spent on it.
 *
 * A connection on which a write has failed because its server takes none is closed: after a failover
 * it would lead to the old primary for ever.
 */
export function clientClass({ urls, primary, prepare }: ClientSettings): typeof pg.Client {
  let current = 0;

  const Found = class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      const tried = current;
      super({ ...(config as pg.ClientConfig), connectionString: urls[tried]! });
      const { connection } = this as unknown as Internals;
      let ready = false;
      connection.once('readyForQuery', () => (ready = true));
      connection.once('end', () => {
        if (!ready && current === tried) current = (tried + 1) % urls.length;
      });
      if (!primary) return;
      connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
        if (parameterName !== 'in_hot_standby' || parameterValue !== 'on') return;
        connection.removeAllListeners('readyForQuery'); // may be on its way, and would say: connected
        connection.emit('error', readOnly());
        connection.stream.destroy();
      });
      connection.on('errorMessage', ({ code }: { code?: string }) => {
        if (code === READ_ONLY) setImmediate(() => connection.stream.destroy()); // it has been told
      });
    }
  };
  return prepare ? Found : unprepared(Found);
}

/** A class of the same connections that sends each statement without its name. */
const unprepared = (Client: typeof pg.Client): typeof pg.Client =>
  class extends Client {
    /** Typed as little as its many overloads allow. */
    override query(...parameters: unknown[]): never {
      const [query] = parameters;
      if (isNamed(query)) parameters[0] = { ...query, name: undefined };
      return (super.query as (...all: unknown[]) => unknown).apply(this, parameters) as never;
    }
  };

/**
 * Finds the primary among several servers, so that what connects next has it at once. None that
 * answers: whoever connects next is told.
 *
 * @param Client of {@link clientClass}
 * @param servers how many there are
 */
export async function findPrimary(Client: typeof pg.Client, servers: number): Promise<void> {
  if (servers === 1) return;
  for (let tried = 0; tried < servers; tried += 1) {
    const client = new Client({ connectionTimeoutMillis: SEARCH_TIMEOUT_MS });
    client.on('error', () => undefined); // it is told to who connects
    const found = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined); // one that did not answer has nothing to end
    if (found) return;
  }
}

/** Milliseconds for which a server is waited for at the start. */
const SEARCH_TIMEOUT_MS = 2000;

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** SQLSTATE read_only_sql_transaction. */
const READ_ONLY = '25006';

const readOnly = (): Error =>
  Object.assign(new Error('The server is a standby: it takes no writes'), { code: READ_ONLY });

/** A plain statement; pg's own query objects come with a method `submit`. */
const isNamed = (query: unknown): query is pg.QueryConfig =>
  typeof query === 'object' && query !== null && 'name' in query && !('submit' in query);

/**
 * Removes the `PG*` variables of the shell from this process and those that it starts. They say how to
 * reach another server: pg would take `PGSSLMODE`, `PGOPTIONS` and others for the embedded one, too.
 */
export function forgetPostgresVariables(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('PG')) delete process.env[name];
  }
}
