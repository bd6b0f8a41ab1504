import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseAccount } from '../../src/database/embedded/account.js';
import { freePort } from './free-port.js';
import type { Postgres } from './postgres.js';

const PROGRAM = '/usr/sbin/pgbouncer';

/** Whether Debian's PgBouncer is there. CI installs it, and must not pass without. */
export function hasPgBouncer(): boolean {
  const found = existsSync(PROGRAM);
  if (!found && process.env['CI'] === 'true') throw new Error('No PgBouncer');
  return found;
}

/**
 * PgBouncer in transaction mode before a server's database `movies`.
 *
 * @param size its connections to the database: fewer than an instance has to it, so that they change hands
 */
export async function startPgBouncer(
  { port }: Postgres,
  size: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-pgbouncer-'));
  const listen = await freePort();
  const settings = join(folder, 'pgbouncer.ini');
  writeFileSync(
    settings,
    `[databases]
movies = host=127.0.0.1 port=${port} user=movies pool_size=${size}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 500
ignore_startup_parameters = statement_timeout, lock_timeout, idle_in_transaction_session_timeout
`,
  );
  const account = await databaseAccount(folder);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const child = spawn(PROGRAM, ['--quiet', settings], { ...account, cwd: folder, stdio: 'ignore' });
  await untilListening(listen, child);
  return {
    url: `postgres://movies@127.0.0.1:${listen}/movies`,
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) return;
    if (child.exitCode !== null) throw new Error(`PgBouncer has ended with ${child.exitCode}`);
    await sleep(50);
  }
}
