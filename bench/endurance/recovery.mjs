// The product on a database server of its own, which is stopped, frozen and killed under load: how soon
// it serves again once that is back, and what clients got meanwhile.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { built } from '../limit/built.mjs';
import { Product, freePort } from '../product.mjs';
import { SECRET } from '../run/sessions.mjs';
import { figure, table } from '../table.mjs';
import { median } from '../windows.mjs';

const AWAY_MS = 3000;
const CALM_MS = 500;
const PATIENCE_MS = 30_000;
const LOOPS_OF_EACH_KIND = 4;
const PAUSE_MS = 5;

const ACCOUNT = {
  username: 'bench',
  email: 'bench@example.org',
  password: 'nobody guesses this one',
};

/** An answer as a client sees it; `status` is the error's name where there was none. */
async function ask(url, { body, ...options } = {}) {
  const began = performance.now();
  const took = () => performance.now() - began;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { ...options, body: body && JSON.stringify(body), signal });
    const text = await response.text();
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, text, ms: took() };
  } catch (error) {
    return { status: error.name, ms: took() };
  }
}

/** Requests of each kind: a quick read, a search, a like, a movie. */
async function kindsOf(origin) {
  const headers = { 'Content-Type': 'application/json' };
  const { text } = await ask(`${origin}/register/`, { method: 'POST', headers, body: ACCOUNT });
  headers.Authorization = `Bearer ${JSON.parse(text).token}`;
  const post = (path, body) => ask(origin + path, { method: 'POST', headers, body });
  const movie = JSON.parse((await post('/movies/', { title: 'One' })).text);
  return [
    () => ask(`${origin}/movies/`),
    () => ask(`${origin}/movies/search/?title=one`),
    () => post(`/movies/${movie.id}/like/`),
    () => post('/movies/', { title: 'Another' }),
  ];
}

class Load {
  #stopped = false;
  #loops;
  #seen;

  constructor(kinds) {
    this.reset();
    this.#loops = kinds.flatMap((kind) =>
      Array.from({ length: LOOPS_OF_EACH_KIND }, () => this.#loop(kind)),
    );
  }

  reset() {
    this.#seen = { statuses: new Map(), slowest: 0, withoutRetryAfter: 0 };
  }

  get seen() {
    return this.#seen;
  }

  async stop() {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  async #loop(kind) {
    while (!this.#stopped) {
      const { status, retryAfter, ms } = await kind();
      const { statuses } = this.#seen;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      this.#seen.slowest = Math.max(this.#seen.slowest, ms);
      if (status === 503 && retryAfter === null) this.#seen.withoutRetryAfter += 1;
      await sleep(PAUSE_MS);
    }
  }
}

const postmasterOf = ({ directory }) =>
  Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0]);

function signalAll(cluster, signal) {
  const postmaster = postmasterOf(cluster);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', `${postmaster}`]).toString();
  for (const pid of [postmaster, ...children.trim().split(/\s+/).map(Number)]) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it has ended meanwhile
    }
  }
}

/** What is done to the database, and how it comes back. */
const faultsOf = (cluster) => ({
  'stopped and started': [() => cluster.stop(), () => cluster.start()],
  'frozen and thawed': [() => signalAll(cluster, 'SIGSTOP'), () => signalAll(cluster, 'SIGCONT')],
  'killed (-9) and started': [
    () => process.kill(postmasterOf(cluster), 'SIGKILL'),
    () => cluster.start(),
  ],
});

/** @returns milliseconds until it is ready and all kinds of requests succeed */
async function untilBack(origin, kinds) {
  const began = performance.now();
  const all = [() => ask(`${origin}/health/ready/`), ...kinds];
  for (;;) {
    const answers = await Promise.all(all.map((kind) => kind()));
    const took = performance.now() - began;
    if (answers.every(({ status }) => status < 300)) return took;
    if (took > PATIENCE_MS) throw new Error(`It does not come back: ${JSON.stringify(answers)}`);
    await sleep(20);
  }
}

export async function recovery({ children, folder, root, options }) {
  const { Cluster } = await built('database', 'embedded', 'cluster.js');
  const own = join(folder, 'away');
  await mkdir(own);
  const cluster = await Cluster.at(own);
  await cluster.create();
  await cluster.start();
  children.afterwards(() => cluster.stop());
  const { host, user, database } = cluster.address;
  const url = `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
  const env = { DATABASE_URL: url, JWT_SECRET: SECRET };
  const product = new Product(children, root, join(folder, 'data'), await freePort(), { env });
  await product.build();
  const server = await product.startBeside();
  const kinds = await kindsOf(product.origin);
  const load = new Load(kinds);
  const rows = [];
  for (const [name, [take, give]] of Object.entries(faultsOf(cluster))) {
    load.reset();
    const back = [];
    for (let time = 0; time < options.times; time += 1) {
      await take();
      await sleep(AWAY_MS);
      await give();
      back.push(await untilBack(product.origin, kinds));
      await sleep(CALM_MS);
    }
    const { statuses, slowest, withoutRetryAfter } = load.seen;
    rows.push([
      name,
      `${figure(median(back))} / ${figure(Math.max(...back))}`,
      figure(slowest),
      [...statuses].map(([status, count]) => `${count} × ${status}`).join(', '),
      String(withoutRetryAfter),
    ]);
  }
  await load.stop();
  if (!children.isRunning(server)) throw new Error('The server has ended');
  await children.stop(server);
  const heads = [
    `database, ${options.times} times each`,
    'back after ms, median / most',
    'slowest answer, ms',
    'answers',
    '503 without `Retry-After`',
  ];
  return table(heads, rows);
}
