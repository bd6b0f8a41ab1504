import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { databaseUrl } from './server-process.js';
import type { TestConnection } from './cluster.js';
import { JWT_SECRET } from './test-app.js';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Without the lines that tell how an import gets on: a slow machine shows more of them. */
  readonly stderr: string;
}

/** A folder for the files of a test. */
export interface Folder {
  readonly path: string;
  /** Writes a file; rows that are no texts as JSON, one a line. @returns its path */
  write(name: string, content: readonly unknown[] | string | Buffer): string;
  remove(): void;
}

export function someFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'movie-api-files-'));
  return {
    path,
    write: (name, content) => {
      const bytes =
        typeof content === 'string' || Buffer.isBuffer(content)
          ? content
          : content.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
      writeFileSync(
        join(path, name),
        name.endsWith('.gz') && !Buffer.isBuffer(bytes) ? gzipSync(bytes) : bytes,
      );
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A command under way. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** Starts a command on a test's database. */
export function startCommand(
  { connection, dataDir }: { readonly connection: TestConnection; readonly dataDir: string },
  parameters: readonly string[],
  env: Record<string, string> = {},
): RunningCommand {
  const base = {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl(connection),
    DATA_DIR: dataDir,
    JWT_SECRET,
  };
  const child = spawn('node', ['dist/cli.js', ...parameters], {
    cwd: ROOT,
    env: { ...base, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.on('error', () => undefined); // it may end before it has read all
  const ended = new Promise<Outcome>((done) => {
    child.on('close', (code, signal) => {
      const told = stderr.replace(/^.* rows, [\d,]+ a second.*\n/gm, '');
      done({ code, signal, stdout, stderr: told });
    });
  });
  return { child, ended };
}

/** Runs a command on a test's database to its end. */
export function runCommand(
  target: { readonly connection: TestConnection; readonly dataDir: string },
  parameters: readonly string[],
  input: string | Buffer = '',
  env: Record<string, string> = {},
): Promise<Outcome> {
  const { child, ended } = startCommand(target, parameters, env);
  child.stdin!.end(input);
  return ended;
}
