import { spawnSync } from 'node:child_process';
import pg from 'pg';
import { cloneDatabase } from '../support/cluster.js';
import { someFolder } from '../support/command.js';
import { until } from '../support/processes.js';
import { databaseUrl, startServer } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

/** util-linux' `script` runs a command on a pseudo terminal. */
const missing = spawnSync('script', ['--version']).error !== undefined;
if (missing && process.env['CI']) throw new Error('The tests of the terminal need script');
const onTerminal = missing ? describe.skip : describe;
const ESCAPE = '\u001B';
const SERVER = 'exec node dist/main.js';
const COMMAND = ['script', '--quiet', '--return', '--flush', '--command', SERVER, '/dev/null'];

const folder = someFolder();
afterAll(() => folder.remove());

/** What a server writes on a terminal behind its banner while it answers these. */
async function linesFor(
  paths: readonly string[],
  env: Record<string, string>,
  statement = '',
): Promise<string[]> {
  const { connection, drop } = await cloneDatabase();
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(statement);
  await client.end();
  const base = { DATABASE_URL: databaseUrl(connection), DATA_DIR: folder.path, JWT_SECRET };
  const server = await startServer({ ...base, TERM: 'xterm', LOG_LEVEL: 'info', ...env }, COMMAND);
  for (const path of paths) await (await fetch(server.origin + path)).text();
  await until('the last request is written', async () => server.output().includes(paths.at(-1)!));
  await server.end();
  await drop();
  const lines = server.output().split(/\r?\n/);
  return lines.slice(lines.findIndex((line) => line.startsWith('Version ')) + 1);
}

const PATHS = [
  '/swagger/swagger-ui.css',
  '/swagger/start.js',
  '/movies/?title=private+words',
  '/movies/404/',
  '/n%C3%B6where.css',
];

onTerminal('on a terminal', () => {
  test.each([
    ['one process', {}],
    ['several processes', { WORKERS: '2' }],
  ] as const)('%s: each request is one short line, files have none', async (_, env) => {
    const lines = await linesFor(PATHS, { ...env, NO_COLOR: '1' });
    const requests = lines.filter((line) => / [A-Z]+ \//.test(line));
    expect(
      requests.map((line) => line.replace(/^\[[\d:]+\] /, '').replace(/[\d.]+ ms$/, 'N ms')).sort(),
    ).toEqual([
      'INFO: GET /movies/ 200 N ms',
      'INFO: GET /movies/404/ 404 N ms',
      'INFO: GET /n%C3%B6where.css 404 N ms',
    ]);
    expect(lines.join('\n')).not.toMatch(/request_id|private/);
    expect(lines.join('\n')).not.toContain(ESCAPE);
  });

  test('lines have colours without NO_COLOR, and an error is there in full', async () => {
    const broken = 'ALTER TABLE comments RENAME TO lost';
    const output = (await linesFor(['/movies/', '/comments/1/'], {}, broken)).join('\n');
    expect(output).toContain(`${ESCAPE}[36mGET /movies/ 200`);
    expect(output).toMatch(/GET \/comments\/1\/ 500/);
    expect(output).toMatch(/ERROR[^]*relation "comments" does not exist[^]*\n +at /);
  });
});
