import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneDatabase } from '../support/cluster.js';
import { someFolder } from '../support/command.js';
import { freePort } from '../support/free-port.js';
import { childrenOf, isAlive, until } from '../support/processes.js';
import { databaseUrl, startServer } from '../support/server-process.js';
import { JWT_SECRET } from '../support/test-app.js';

const ROOT = join(import.meta.dirname, '..', '..');
/** What `npm run dev` needs, built already. */
const COPIED = ['dist', 'scripts', 'src', 'web', '.swcrc', 'package.json'];

/** What is undone at the end, the last first. */
const leaving: (() => unknown)[] = [];
afterAll(async () => {
  for (const leave of leaving.toReversed()) await leave();
});

test('npm run dev serves what has changed, code and other files, and Ctrl-C leaves nobody', async () => {
  const made = someFolder();
  leaving.push(() => made.remove());
  const folder = made.path;
  // Node's own copies are of another time, by a fraction of a millisecond, and would be built anew.
  execFileSync('cp', ['-a', ...COPIED.map((name) => join(ROOT, name)), folder]);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const { connection, drop } = await cloneDatabase();
  leaving.push(drop);
  const env = { DATABASE_URL: databaseUrl(connection), DATA_DIR: folder, JWT_SECRET };
  const port = String(await freePort());
  const dev = await startServer({ ...env, PORT: port }, ['node', 'scripts/dev.mjs'], folder);
  leaving.push(() => dev.end('SIGINT'));
  const told = async (): Promise<string> =>
    ((await (await fetch(`${dev.origin}/movies/1/`)).json()) as { detail: string }).detail;
  expect(await told()).toBe('There is no such movie.');

  const change = (name: string, before: string, after: string): void => {
    const file = join(folder, 'src', name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(before, after));
  };
  const styles = '../web/page.css';
  change(styles, '', '/* changed */');
  change('movies/movies.errors.ts', 'There is no such movie.', 'Nobody has filmed it yet.');
  await until('the new code answers', async () =>
    told().then(
      (detail) => detail === 'Nobody has filmed it yet.',
      () => false, // between the two nobody listens
    ),
  );
  const page = await (await fetch(dev.origin, { headers: { accept: 'text/html' } })).text();
  const address = /href="([^"]+\/page\.css\/?)"/.exec(page)![1]!;
  expect(await (await fetch(new URL(address, dev.origin))).text()).toMatch(/^\/\* changed \*\//);

  const processes = [dev.child.pid!, ...childrenOf(dev.child.pid!)];
  expect(processes).toHaveLength(3); // the one that serves and the next one
  for (const pid of processes) process.kill(pid, 'SIGINT'); // as a terminal does
  expect(await dev.end('SIGINT')).toBe(0);
  expect(processes.filter(isAlive)).toEqual([]);
});
