import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import pg from 'pg';
import { APPLICATION_LOCK, PRESENCE_LOCK } from '../run/advisory-locks.js';
import { failureOf, isDatabaseAway, EmbeddedDatabaseError } from '../errors/failure.js';
import { Cluster, type SocketAddress } from './cluster.js';
import { forgetPostgresVariables } from '../connect/client.js';

/** For a server that says that it starts or stops, and for another user who stops it. */
const PATIENCE_MS = 120_000;
/** For one that lives and does not listen: it does from its start to its end. */
const DEAF_PATIENCE_MS = 20_000;
/** After which whoever waits is told what for. */
const SILENCE_MS = 10_000;
const RETRY_MS = 100;
/** What a server that was killed leaves behind (its other processes) is gone in less than a second. */
const RECOVERY_RETRY_MS = 250;

/** Who opens the database: the one server of a folder, or a command beside it. */
export type Role = 'server' | 'command';

/**
 * The PostgreSQL server below a data folder, shared by the API and its commands.
 *
 * Each user keeps one guard connection that holds the presence lock (shared) and, for the server,
 * the application lock. PostgreSQL drops both when a process dies, so there is no stale lock file
 * to clean up after `kill -9`. Whoever leaves last stops the server.
 */
export class EmbeddedDatabase {
  private guard: pg.Client | undefined;
  private closing = false;
  private recovery: Promise<void> | undefined;

  private constructor(
    private readonly cluster: Cluster,
    private readonly role: Role,
    private readonly say: (line: string) => void,
  ) {}

  /**
   * Creates the database where there is none, starts it where it does not run (after a crash,
   * too), adopts it where it does.
   *
   * @throws {EmbeddedDatabaseError} with one line, also when another server uses the folder
   */
  static async open(
    dataDir: string,
    role: Role,
    say: (line: string) => void,
  ): Promise<EmbeddedDatabase> {
    forgetPostgresVariables();
    const cluster = await Cluster.at(join(dataDir, 'postgres'));
    if (!(await cluster.exists())) {
      say(`Creating the embedded database in ${cluster.directory} …`);
      await cluster.create();
    }
    const database = new EmbeddedDatabase(cluster, role, say);
    await database.enter();
    return database;
  }

  get address(): SocketAddress {
    return this.cluster.address;
  }

  get directory(): string {
    return this.cluster.directory;
  }

  /** Call after every other connection of this process has closed. */
  async close(): Promise<void> {
    this.closing = true;
    await this.recovery;
    const { guard } = this;
    this.guard = undefined;
    if (guard === undefined) return;
    const { rows } = await guard.query<{ alone: boolean }>(
      `SELECT pg_try_advisory_lock(${PRESENCE_LOCK}) AS alone
       FROM pg_advisory_unlock_shared(${PRESENCE_LOCK})`,
    );
    if (rows[0]?.alone) await this.cluster.stop();
    await guard.end().catch(() => undefined); // the server has ended it already
  }

  private async enter(): Promise<void> {
    const began = Date.now();
    const slow = setTimeout(() => {
      this.say(`Waiting for the embedded PostgreSQL in ${this.directory} …`);
    }, SILENCE_MS);
    try {
      for (;;) {
        const guard = await this.connect();
        if (guard instanceof pg.Client && (await this.claim(guard))) return this.keep(guard);
        await this.wait(began, guard);
      }
    } finally {
      clearTimeout(slow);
    }
  }

  private keep(guard: pg.Client): void {
    this.guard = guard;
    guard.on('error', () => undefined); // 'end' follows, and tells the same
    guard.on('end', () => this.recover());
  }

  /** @param found what cannot be kept yet: a connection, or why there is none */
  private async wait(began: number, found: pg.Client | Error): Promise<void> {
    const isDeaf = found instanceof Error && failureOf(found) === undefined;
    if (found instanceof pg.Client) await found.end();
    if (Date.now() - began > (isDeaf ? DEAF_PATIENCE_MS : PATIENCE_MS)) {
      const why = found instanceof Error ? ` (${found.message})` : '';
      throw new EmbeddedDatabaseError(
        `The embedded PostgreSQL in ${this.directory} does not answer${why}: see server.log there`,
      );
    }
    await sleep(RETRY_MS);
  }

  /** @returns a connection, after starting the server if need be, or why there is none yet */
  private async connect(): Promise<pg.Client | Error> {
    const found = await this.tryConnect();
    if (found instanceof pg.Client || (await this.cluster.isRunning())) return found;
    try {
      await this.cluster.start();
    } catch (error) {
      // Another process may have started it in the same moment.
      if (!(await this.cluster.isRunning())) throw error;
    }
    return this.tryConnect();
  }

  /**
   * @returns a connection, or why there is none yet: no server, or one that starts or stops
   * @throws {EmbeddedDatabaseError} where waiting would not help
   */
  private async tryConnect(): Promise<pg.Client | Error> {
    const client = new pg.Client({
      ...this.address,
      application_name: `movie-api ${this.role} ${process.pid}`,
      keepAlive: true,
      connectionTimeoutMillis: DEAF_PATIENCE_MS / 2,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (isDatabaseAway(error)) return error as Error;
      throw new EmbeddedDatabaseError(
        `The embedded PostgreSQL in ${this.directory} refuses a connection: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  private async claim(guard: pg.Client): Promise<boolean> {
    const { rows } = await guard.query<{ present: boolean }>(
      `SELECT pg_try_advisory_lock_shared(${PRESENCE_LOCK}) AS present`,
    );
    if (!rows[0]?.present) return false; // its last user is about to stop it
    if (this.role === 'server') await this.claimApplication(guard);
    return true;
  }

  private async claimApplication(guard: pg.Client): Promise<void> {
    const { rows } = await guard.query<{ first: boolean; holder: string | null }>(
      `SELECT pg_try_advisory_lock(${APPLICATION_LOCK}) AS first,
              (SELECT split_part(application_name, ' ', 3) FROM pg_stat_activity
               WHERE application_name LIKE 'movie-api server %' AND pid <> pg_backend_pid()
               LIMIT 1) AS holder`,
    );
    if (rows[0]?.first) return;
    await guard.end();
    const holder = rows[0]?.holder ? ` (process ${rows[0].holder})` : '';
    throw new EmbeddedDatabaseError(
      `${this.directory} is in use by another Movie API${holder}: stop it, or set DATA_DIR to another folder`,
    );
  }

  /** The server died under us: start it again, for as long as this process wants it. */
  private recover(): void {
    if (this.closing) return;
    this.guard = undefined;
    this.say('The embedded PostgreSQL went away; starting it again');
    this.recovery = this.keepTrying();
  }

  private async keepTrying(): Promise<void> {
    let said = '';
    while (!this.closing) {
      try {
        await this.enter();
        return this.say('The embedded PostgreSQL is back');
      } catch (error) {
        const { message } = error as Error;
        if (message !== said) this.say(message);
        said = message;
        await sleep(RECOVERY_RETRY_MS);
      }
    }
  }
}
