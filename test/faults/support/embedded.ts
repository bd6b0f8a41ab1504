import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { asSuperuser } from '../../support/embedded-folder.js';
import { startServer, type ServerProcess } from '../../support/server-process.js';

/** A data folder with its embedded PostgreSQL, as durable as users have it, and its server. */
export class EmbeddedServer {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'movie-api-faults-'));
  private server: ServerProcess | undefined;

  async start(): Promise<ServerProcess> {
    // Nobody sends the mails: each movie's can be counted.
    this.server = await startServer({ DATA_DIR: this.dataDir, WORKER: 'off' });
    return this.server;
  }

  /** The process of PostgreSQL's postmaster. */
  postmaster(): number {
    const file = readFileSync(join(this.dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    return Number(file.split('\n', 1)[0]);
  }

  /** Asks the database itself, as its superuser, also while the API is not there. */
  query<T>(ask: (client: pg.Client) => Promise<T>): Promise<T> {
    return asSuperuser(this.dataDir, ask);
  }

  /** Waits until what a server that was killed had begun is over. */
  async forgotten(killedAt: Date): Promise<void> {
    await this.query(async (client) => {
      for (let look = 0; look < 500; look += 1) {
        const { rows } = await client.query(
          `SELECT FROM pg_stat_activity
           WHERE backend_type = 'client backend' AND backend_start < $1 AND pid <> pg_backend_pid()`,
          [killedAt],
        );
        if (rows.length === 0) return;
        await sleep(10);
      }
      throw new Error('Connections of the killed server are still there');
    });
  }

  async remove(): Promise<void> {
    await this.server?.end();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
