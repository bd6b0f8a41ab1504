import { createHash } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../config/make-folder.js';
import { DATABASE, MAKE_ROLE, ROLE, SUPERUSER } from './account.js';
import { sharedBuffers } from './memory.js';
import { hasServer, isAlive, removeStaleLock } from './postmaster.js';
import { Programs } from './programs.js';
import { EmbeddedDatabaseError } from '../errors/failure.js';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux. */
const LONGEST_SOCKET_PATH = 100;
const SOCKET_NAME = '.s.PGSQL.5432';
const MAJOR_VERSION = '18';

/** Where a client finds a running server. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/**
 * A PostgreSQL cluster in one folder, and the commands that make, start and stop it. It listens
 * on a Unix socket in a folder with mode 0700 and nowhere else.
 */
export class Cluster {
  private constructor(
    readonly directory: string,
    private readonly socketDirectory: string,
    private readonly programs: Programs,
  ) {}

  static async at(folder: string): Promise<Cluster> {
    if (process.platform === 'win32') {
      throw new EmbeddedDatabaseError(
        'The embedded database needs Linux or macOS: set DATABASE_URL',
      );
    }
    const directory = resolve(folder);
    const programs = await Programs.for(directory);
    const tooLong = Buffer.byteLength(join(directory, SOCKET_NAME)) > LONGEST_SOCKET_PATH;
    const digest = createHash('sha256').update(directory).digest('hex').slice(0, 12);
    const socketDirectory = tooLong ? join(tmpdir(), `movie-api-${digest}`) : directory;
    return new Cluster(directory, socketDirectory, programs);
  }

  get address(): SocketAddress {
    return { host: this.socketDirectory, port: 5432, user: ROLE, database: DATABASE };
  }

  /** @throws {EmbeddedDatabaseError} for a cluster of another major version */
  async exists(): Promise<boolean> {
    let version: string;
    try {
      version = (await readFile(join(this.directory, 'PG_VERSION'), 'utf8')).trim();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return false;
      if (code !== 'EACCES') throw error;
      throw new EmbeddedDatabaseError(
        `${this.directory} belongs to another user: start as that user, or set DATA_DIR`,
      );
    }
    if (version === MAJOR_VERSION) return true;
    throw new EmbeddedDatabaseError(
      `${this.directory} was made by PostgreSQL ${version}, this version of the API brings ${MAJOR_VERSION}: set DATA_DIR to another folder, or DATABASE_URL`,
    );
  }

  /** Made aside and renamed into place, so that a killed first start leaves no half of one. */
  async create(): Promise<void> {
    await this.removeAbandoned();
    const aside = `${this.directory}.new-${process.pid}`;
    await this.makePrivateDirectory(aside);
    try {
      await this.make('initdb', aside, [
        `--username=${SUPERUSER}`,
        '--auth=trust',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ]);
      await this.make('postgres', aside, ['--single', DATABASE], MAKE_ROLE);
      await rename(aside, this.directory);
    } catch (error) {
      // The other of two first starts was quicker: its cluster serves both.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** @returns whether a postmaster lives in this folder, ready or not */
  isRunning(): Promise<boolean> {
    return hasServer(this.directory);
  }

  /** Starts the server and waits until it accepts connections, crash recovery included. */
  async start(): Promise<void> {
    await removeStaleLock(this.directory);
    if (this.socketDirectory !== this.directory)
      await this.makePrivateDirectory(this.socketDirectory);
    const settings = {
      listen_addresses: '',
      unix_socket_directories: `"${this.programs.nameOf(this.socketDirectory, this.directory)}"`,
      unix_socket_permissions: '0700',
      timezone: 'UTC',
      log_timezone: 'UTC',
      jit: 'off',
      // Enough for the most WORKERS there can be.
      max_connections: '250',
      shared_buffers: sharedBuffers(),
      // A search for a word that half of the titles have sorts that many rows.
      work_mem: '16MB',
    };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${quote(value)}`);
    const log = join(this.programs.nameOf(this.directory, this.directory), 'server.log');
    const { code } = await this.programs.run('pg_ctl', this.directory, [
      'start',
      '--wait',
      '--timeout=120',
      `--log=${log}`,
      `--options=${options.join(' ')}`,
    ]);
    if (code !== 0) {
      const logged = await readFile(join(this.directory, 'server.log'), 'utf8').catch(() => '');
      throw new EmbeddedDatabaseError(
        `The embedded PostgreSQL did not start: ${lastLine(logged)} (${join(this.directory, 'server.log')})`,
      );
    }
  }

  /** Ends all connections, writes a checkpoint and waits for the server to be gone. */
  async stop(): Promise<void> {
    const { code, output } = await this.programs.run('pg_ctl', this.directory, [
      'stop',
      '--mode=fast',
      '--wait',
      '--timeout=120',
    ]);
    if (code !== 0 && (await this.isRunning())) {
      throw new EmbeddedDatabaseError(`The embedded PostgreSQL did not stop: ${lastLine(output)}`);
    }
    if (this.socketDirectory !== this.directory) {
      await rm(this.socketDirectory, { recursive: true, force: true });
    }
  }

  private async makePrivateDirectory(directory: string): Promise<void> {
    await makeFolder(directory, 0o700);
    const { account } = this.programs;
    if (account !== undefined) await chown(directory, account.uid, account.gid);
    const { uid, mode } = await stat(directory);
    if (uid !== (account?.uid ?? process.getuid?.()) || (mode & 0o077) !== 0) {
      throw new EmbeddedDatabaseError(`${directory} must belong to this user alone: remove it`);
    }
  }

  private async removeAbandoned(): Promise<void> {
    await makeFolder(dirname(this.directory));
    const prefix = `${basename(this.directory)}.new-`;
    for (const name of await readdir(dirname(this.directory))) {
      if (!name.startsWith(prefix)) continue;
      // Our own number is that of one that is gone, as after the restart of a container.
      const pid = Number(name.slice(prefix.length));
      if (pid === process.pid || !isAlive(pid)) {
        await rm(join(dirname(this.directory), name), { recursive: true, force: true });
      }
    }
  }

  private async make(
    program: 'initdb' | 'postgres',
    directory: string,
    parameters: readonly string[],
    input = '',
  ): Promise<void> {
    const { code, output } = await this.programs.run(program, directory, parameters, input);
    if (code === 0) return;
    throw new EmbeddedDatabaseError(
      `PostgreSQL could not create ${this.directory}: ${lastLine(output)}`,
    );
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
