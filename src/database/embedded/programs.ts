import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { databaseAccount, type Account } from './account.js';
import { findBinaries } from './binaries.js';

/** PostgreSQL's own programs, run under the account that owns the cluster. */
export class Programs {
  private constructor(
    private readonly binaries: string,
    readonly account: Account | undefined,
  ) {}

  static async for(clusterDirectory: string): Promise<Programs> {
    const account = await databaseAccount(clusterDirectory);
    return new Programs(await findBinaries(account), account);
  }

  /**
   * The name under which a program knows a folder. On Linux, root starts it with the cluster as
   * working directory and that name, so that the account need not be able to walk the path to it:
   * a checkout below a folder closed to others works without opening that folder.
   */
  nameOf(directory: string, workingDirectory: string): string {
    const isClosed = this.account !== undefined && process.platform === 'linux';
    return isClosed && directory === workingDirectory ? '/proc/self/cwd' : directory;
  }

  /** @param directory the cluster's, where the program works */
  run(
    program: 'initdb' | 'pg_ctl' | 'postgres',
    directory: string,
    parameters: readonly string[],
    input = '',
  ): Promise<{ code: number | null; output: string }> {
    return new Promise((done, failed) => {
      const child = spawn(join(this.binaries, 'bin', program), parameters, {
        ...this.account,
        cwd: directory,
        // None of the caller's PG* variables may reach the server.
        env: {
          PATH: process.env['PATH'] ?? '/usr/bin:/bin',
          PGDATA: this.nameOf(directory, directory),
          LC_ALL: 'C',
          TZ: 'UTC',
        },
        stdio: 'pipe',
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
      child.stdin.on('error', () => undefined); // it ended before it has read all: its code tells
      child.stdin.end(input);
      child.on('error', failed);
      child.on('exit', (code) => {
        child.stdout.destroy();
        child.stderr.destroy();
        done({ code, output });
      });
    });
  }
}
