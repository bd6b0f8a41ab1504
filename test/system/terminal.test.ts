import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { functionFiles, migrations } from '../../src/database/migrations/migration-files.js';
import { cloneDatabase } from '../support/cluster.js';
import { runCommand } from '../support/command.js';
import { databaseUrl, startServer } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'movie-api-terminal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a start says in five lines where it is and what it uses, and no password', async () => {
  const { connection, drop } = await cloneDatabase();
  const url = databaseUrl(connection).replace('@', ':hidden-one@');
  const server = await startServer({
    DATABASE_URL: url,
    DATA_DIR: folder,
    JWT_SECRET,
    SMTP_URL: 'smtp://mailer:hidden-two@127.0.0.1:9',
    MAIL_FROM: 'movies@example.org',
  });
  const output = server.output();
  await server.end();
  await drop();
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(output.trim().split('\n')).toEqual([
    `Movie API   ${server.origin}/`,
    `Explorer    ${server.origin}/swagger/   to read: ${server.origin}/docs/`,
    `Database    PostgreSQL at localhost/${connection.database}`,
    'Mail        SMTP server 127.0.0.1:9',
    `Version     ${version} on Node ${process.versions.node}; Ctrl-C ends it`,
  ]);
});

test('with MIGRATE=off and no tables it starts, is not ready, and ends in order; a command says what to do', async () => {
  const { connection, drop } = await cloneDatabase();
  const client = new pg.Client(connection);
  await client.connect();
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await client.end();
  const env = { DATABASE_URL: databaseUrl(connection), DATA_DIR: folder, JWT_SECRET };
  const [server, command] = await Promise.all([
    startServer({ ...env, MIGRATE: 'off' }),
    runCommand({ connection, dataDir: folder }, ['mail:failed'], '', { MIGRATE: 'off' }),
  ]);
  const { length } = [...migrations, ...functionFiles];
  expect([command.code, command.stdout, command.stderr]).toEqual([
    1,
    '',
    `The database lacks ${length} of ${length} migrations: npm run cli -- db:migrate\n`,
  ]);
  expect((await fetch(`${server.origin}/health/ready/`)).status).toBe(503);
  expect(await server.end()).toBe(0);
  await drop();
});

test('what cannot start says in one line what to do', async () => {
  const { connection, drop } = await cloneDatabase();
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  const { port } = taken.address() as AddressInfo;
  const base = { DATABASE_URL: databaseUrl(connection), DATA_DIR: folder, JWT_SECRET };
  const nowhere = databaseUrl({ ...connection, database: 'nowhere' });
  const cases: [Record<string, string>, string][] = [
    [
      { PORT: String(port) },
      `Port ${port} of 127.0.0.1 is in use, possibly by another Movie API: stop it, or set PORT`,
    ],
    [
      { DATABASE_URL: nowhere },
      'PostgreSQL at localhost/nowhere has no such database: make it with CREATE DATABASE, or name another in DATABASE_URL',
    ],
  ];
  const outcomes = await Promise.allSettled(cases.map(([env]) => startServer({ ...base, ...env })));
  expect(outcomes.map((one) => (one as PromiseRejectedResult).reason?.message)).toEqual(
    cases.map(([, line]) => `The server did not start: ${line}\n`),
  );
  taken.close();
  await drop();
});

test('an old Node, missing dependencies and a wrong target are told before anything else', () => {
  const scripts = join(folder, 'scripts');
  mkdirSync(join(folder, 'src'));
  cpSync(join(ROOT, 'scripts', 'run.mjs'), join(scripts, 'run.mjs'));
  for (const name of ['package.json', '.swcrc']) cpSync(join(ROOT, name), join(folder, name));
  const text = readFileSync(join(scripts, 'run.mjs'), 'utf8');
  writeFileSync(
    join(scripts, 'old.mjs'),
    text.replaceAll('process.features.require_module', 'undefined'),
  );
  const run = (...parameters: string[]): [number | null, string] => {
    const { status, stderr } = spawnSync(process.execPath, parameters, {
      cwd: scripts,
      encoding: 'utf8',
    });
    return [status, stderr];
  };
  expect(run('old.mjs', 'server')).toEqual([
    1,
    `Node ${process.versions.node} is too old: install 20.19+, 22.13+ or 24.11+\n`,
  ]);
  expect(run('run.mjs', 'server')).toEqual([1, 'The dependencies are not installed: npm ci\n']);
  expect(run('run.mjs', 'sevrer')).toEqual([
    1,
    'Usage: node scripts/run.mjs (server | worker | cli | --build-only)\n',
  ]);
});
