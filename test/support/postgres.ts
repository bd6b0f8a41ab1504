import { execFile, type ExecFileOptions } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { databaseAccount } from '../../src/database/embedded/account.js';
import { freePort } from './free-port.js';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

/**
 * Programs of Debian's PostgreSQL, with `pg_basebackup`, which the embedded one lacks; `undefined`
 * where it is not installed. CI installs it, and must not pass without.
 */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const found = versions
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find(
      (folder) => existsSync(join(folder, 'pg_basebackup')) && existsSync(join(folder, 'initdb')),
    );
  if (found === undefined && process.env['CI'] === 'true')
    throw new Error('No PostgreSQL programs');
  return found;
}

/** A PostgreSQL server of a test's own, on a free port of loopback. Its superuser is `boss`. */
export class Postgres {
  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    readonly port: number,
    private readonly account: ExecFileOptions,
  ) {}

  /** @param settings of the command line: base backups do not take them over */
  static async primary(programs: string, settings: Record<string, string> = {}): Promise<Postgres> {
    const server = await Postgres.prepare(programs);
    await server.program('initdb', [
      '-D',
      server.data,
      '-U',
      'boss',
      '-A',
      'trust',
      '--no-sync',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
    ]);
    await server.start(settings);
    await server.query('CREATE ROLE movies LOGIN');
    await server.query('CREATE DATABASE movies OWNER movies');
    return server;
  }

  /** A streaming replica, made by `pg_basebackup` and started. */
  async replica(): Promise<Postgres> {
    const server = await Postgres.prepare(this.programs);
    await server.follow(this);
    return server;
  }

  /** Makes it, which does not run, a replica of another one, whatever it was. */
  async follow(primary: Postgres): Promise<void> {
    rmSync(this.data, { recursive: true, force: true });
    const from = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'boss'];
    await this.program('pg_basebackup', [
      ...from,
      '-D',
      this.data,
      '-R',
      '-c',
      'fast',
      '--no-sync',
    ]);
    await this.start();
  }

  private static async prepare(programs: string): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), 'movie-api-postgres-'));
    const account = await databaseAccount(folder);
    if (account !== undefined) chownSync(folder, account.uid, account.gid);
    return new Postgres(programs, folder, await freePort(), account ?? {});
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `postgres://movies@${this.address}/movies`;
  }

  async start(settings: Record<string, string> = {}): Promise<void> {
    const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
    const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
    await this.program('pg_ctl', [
      '-D',
      this.data,
      '-l',
      join(this.folder, 'log'),
      '-w',
      '-o',
      [`-p ${this.port}`, ...options].join(' '),
      'start',
    ]);
  }

  /** @param mode `immediate`: as if it had been killed */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    await this.program('pg_ctl', ['-D', this.data, '-m', mode, '-w', 'stop']);
  }

  async promote(): Promise<void> {
    await this.program('pg_ctl', ['-D', this.data, '-w', 'promote']);
  }

  /** As the superuser. */
  async query<T extends pg.QueryResultRow>(text: string, database = 'postgres'): Promise<T[]> {
    const client = new pg.Client({ host: '127.0.0.1', port: this.port, user: 'boss', database });
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Stops it, if it runs, and removes it. */
  async remove(): Promise<void> {
    if (existsSync(join(this.data, 'postmaster.pid'))) await this.stop('immediate');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async program(name: string, parameters: readonly string[]): Promise<void> {
    const { username } = userInfo();
    await run(join(this.programs, name), parameters, {
      ...this.account,
      cwd: this.folder,
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', USER: username },
      timeout: 60_000,
    });
  }
}
