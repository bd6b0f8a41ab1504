import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { Client } from '../support/client.js';
import { runCommand, type Outcome } from '../support/command.js';
import { asSuperuser, postmaster } from '../support/embedded-folder.js';
import { someMovie, someUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { startServer, startWorker, type WorkerProcess } from '../support/server-process.js';

let dataDir: string;
let processes: WorkerProcess[];
beforeAll(() => loadDocument());
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'movie-api-start-'));
  processes = [];
});
afterEach(async () => {
  for (const one of processes) await one.end();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<Client> {
  const server = await startServer({ DATA_DIR: dataDir, ...env });
  processes.push(server);
  return new Client(server.origin);
}

/** @returns its outcome, without the line that a start says which takes long on a busy machine */
async function cli(parameters: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const target = { connection: { host: '', port: 0, user: '', database: '' }, dataDir };
  const embedded = { DATABASE_URL: '', JWT_SECRET: '' };
  const outcome = await runCommand(target, parameters, '', { ...embedded, ...env });
  return { ...outcome, stderr: outcome.stderr.replace(/^Waiting for the embedded .*\n/gm, '') };
}

describe('variables of the shell', () => {
  // Each of them keeps libpq, pg or PostgreSQL itself from its work, or leads it elsewhere.
  const SHELL = {
    PGSSLMODE: 'require',
    PGSSLNEGOTIATION: 'direct',
    PGOPTIONS: '-c no_such_setting=1',
    PGHOST: '/nowhere',
    PGPORT: '1',
    PGUSER: 'nobody-at-all',
    PGPASSWORD: 'wrong',
    PGPASSFILE: '/nowhere',
    PGDATABASE: 'nothing',
    PGSERVICE: 'none',
    PGDATA: '/nowhere',
    PGTZ: 'Nowhere/At_All',
    PGCLIENTENCODING: 'KOI8R',
    PGCLIENT_ENCODING: 'nonsense',
    PGREPLICATION: 'true',
    PGCONNECT_TIMEOUT: 'soon',
    PGAPPNAME: 'x'.repeat(200),
    LC_ALL: 'xx_YY.nonsense',
    LANG: 'q',
  };

  test('the embedded database hears none of them', async () => {
    const api = await start({ ...SHELL, WORKERS: '2', WORKER: 'off' });
    processes.push(await startWorker({ DATA_DIR: dataDir, ...SHELL }));
    const user = await someUser(api);
    const movie = await someMovie(api, user, { title: 'Amélie' });
    expect((await api.get(`/movies/search/?title=amelie`)).body.results[0].id).toBe(movie.id);
    expect((await cli(['users:promote', user.username], SHELL)).stderr).toMatch(/^{[^\n]*}\n$/); // the log's line
    // The worker has sent the mail about it, which takes a connection that listens.
    const waiting = `SELECT count(*)::int AS count FROM mails`;
    for (let look = 0; look < 500; look += 1) {
      const { rows } = await asSuperuser(dataDir, (client) => client.query(waiting));
      if (rows[0].count === 0) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('The mail is still there');
  });
});

describe('the lock file of a server that is gone', () => {
  const lockFile = (): string => join(dataDir, 'postgres', 'postmaster.pid');
  /** As PostgreSQL writes it. */
  const lockOf = (pid: number): string =>
    [
      pid,
      join(dataDir, 'postgres'),
      1795305600,
      5432,
      dataDir,
      '',
      '  5432001         0',
      'ready   ',
      '',
    ].join('\n');
  let others: ChildProcess[];
  beforeEach(async () => {
    others = [];
    await cli(['db:migrate']);
  });
  afterEach(() => others.forEach((other) => other.kill('SIGKILL')));

  /** A process of the user that the database runs as, which PostgreSQL takes for its own. */
  function another(cwd: string, program = 'sleep'): number {
    const { uid, gid } = statSync(join(dataDir, 'postgres'));
    const child = spawn(program, ['600'], { cwd, uid, gid, stdio: 'ignore' });
    others.push(child);
    return child.pid!;
  }

  test('is removed where its number is that of another process, or none', async () => {
    const folder = join(dataDir, 'postgres');
    const locks = [
      lockOf(another('/')),
      `${another('/')}\n`,
      lockOf(another(folder)), // somebody's shell, say
      lockOf(process.pid),
      '',
      'nonsense\n',
    ];
    for (const lock of locks) {
      writeFileSync(lockFile(), lock);
      const { code, stderr } = await cli(['db:status']);
      expect([code, stderr]).toEqual([0, '']);
      expect(
        others.every(({ exitCode, signalCode }) => exitCode === null && signalCode === null),
      ).toBe(true);
    }
  });

  test('two starts at once on such a folder: one serves, and its own lock file stays', async () => {
    writeFileSync(lockFile(), lockOf(another('/')));
    const both = await Promise.allSettled([
      startServer({ DATA_DIR: dataDir }),
      startServer({ DATA_DIR: dataDir }),
    ]);
    for (const one of both) if (one.status === 'fulfilled') processes.push(one.value);
    expect(processes).toHaveLength(1);
    expect(postmaster(dataDir)).toBeDefined();
  });

  test('a server of this folder that lives is not taken over, and does not hang the start', async () => {
    await start();
    const living = postmaster(dataDir)!;
    const lock = readFileSync(lockFile());
    rmSync(join(dataDir, 'postgres', '.s.PGSQL.5432')); // nobody can ask it any more
    const { code, stderr } = await cli(['db:status']);
    expect(code).toBe(1);
    expect(stderr.split('\n').at(-2)).toMatch(/^The embedded PostgreSQL in \S+ does not answer \(/);
    expect(postmaster(dataDir)).toBe(living);
    expect(readFileSync(lockFile())).toEqual(lock);
  });

  test('what a first start of the same process number has left is in no way', async () => {
    const fresh = join(dataDir, 'fresh');
    // The command's number cannot be known before: the shell's becomes it.
    mkdirSync(fresh);
    const script = `mkdir -p "$DATA_DIR/postgres.new-$$" && touch "$DATA_DIR/postgres.new-$$/left" && exec node dist/cli.js db:status`;
    const child = spawn('sh', ['-c', script], {
      env: { PATH: process.env['PATH'], DATA_DIR: fresh },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((done) => child.on('close', done));
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Creating [^\n]*\n$/)]);
  });
});

test('a connection that is refused for good ends the start with one line', async () => {
  await start();
  await asSuperuser(dataDir, (client) => client.query('ALTER ROLE movie_api NOLOGIN'));
  const { code, stderr } = await cli(['db:status']);
  await asSuperuser(dataDir, (client) => client.query('ALTER ROLE movie_api LOGIN'));
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^The embedded PostgreSQL in \S+ refuses a connection: role "movie_api" is not permitted to log in\n$/,
  );
});

describe('roles', () => {
  /** What belongs to somebody else than the API's role, though the API made it. */
  const FOREIGN = `
    SELECT kind, name FROM (
      SELECT 'database', datname::text, datdba, 1 FROM pg_database WHERE datname = current_database()
      UNION ALL SELECT 'schema', nspname, nspowner, oid::int FROM pg_namespace WHERE oid >= 16384
      UNION ALL SELECT 'table', relname, relowner, oid::int FROM pg_class WHERE oid >= 16384 AND relkind <> 'i'
        AND relnamespace <> 'pg_toast'::regnamespace
      UNION ALL SELECT 'function', proname, proowner, oid::int FROM pg_proc WHERE oid >= 16384
    ) AS objects (kind, name, owner, id)
    WHERE owner <> 'movie_api'::regrole
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = id AND deptype = 'e')`;
  const CONNECTED = `
    SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name LIKE 'movie-api%'`;

  const rolesOf = (client: pg.Client) =>
    client.query(`SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
                  FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname`);
  const ROLES = [
    { rolname: 'movie_api', ...attributes(false) },
    { rolname: 'postgres', ...attributes(true) },
  ];

  function attributes(has: boolean): Record<string, boolean> {
    const names = ['rolsuper', 'rolcreaterole', 'rolcreatedb', 'rolreplication', 'rolbypassrls'];
    return Object.fromEntries(names.map((name) => [name, has]));
  }

  test('the API connects as a role that owns its schema and is no superuser', async () => {
    await start();
    await asSuperuser(dataDir, async (client) => {
      expect((await rolesOf(client)).rows).toEqual(ROLES);
      expect((await client.query(FOREIGN)).rows).toEqual([]);
      expect((await client.query(CONNECTED)).rows).toEqual([{ usename: 'movie_api' }]);
    });
  });
});
