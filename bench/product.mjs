// The product as its users start it, on a database of its own in a temporary folder.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilOk } from './http.mjs';
import { memoryMiB } from './usage.mjs';

const HOST = '127.0.0.1';
const POLL_MS = 50;
const DATABASE_STOP_MS = 20_000;

/** Nothing of the caller's environment or `.env` may reach it: an empty variable counts as not set. */
const UNSET = Object.fromEntries(
  'DATABASE_URL DATABASE_REPLICA_URLS JWT_SECRET JWT_TTL SMTP_URL SMTP_TIMEOUT MAIL_FROM MAIL_REPLY_TO MAIL_CONCURRENCY MAIL_PER_MINUTE PASSWORD_RESET_URL WORKER PUBLIC_URL CORS_ORIGINS TRUST_PROXY MIGRATE NODE_OPTIONS'
    .split(' ')
    .map((name) => [name, '']),
);

export class Product {
  #children;
  #root;
  #name;
  #env;

  /**
   * @param {string} root the project's folder
   * @param {{ name?: string, env?: object }} [options] of the server's output file; settings
   */
  constructor(children, root, dataDir, port, { name = 'server', env = {} } = {}) {
    this.#children = children;
    this.#name = name;
    this.#root = root;
    this.origin = `http://${HOST}:${port}`;
    this.databaseDirectory = join(dataDir, 'postgres');
    this.#env = {
      ...UNSET,
      DATA_DIR: dataDir,
      HOST,
      PORT: String(port),
      LOG_LEVEL: 'info',
      // Far away, not off: requests are counted, as they are for users.
      RATE_LIMIT_PER_MINUTE: '1000000',
      LOGIN_MAX_FAILURES: '1000000',
      SIGN_UP_PER_HOUR: '1000000',
      NO_UPDATE_NOTIFIER: '1', // npm's own look at the registry
      ...env,
    };
    children.afterwards(() => this.endDatabase());
  }

  /** What `pg` connects to while the server runs: as the superuser, for checkpoints and settings. */
  get databaseAddress() {
    const host = this.databaseDirectory;
    if (!existsSync(join(host, '.s.PGSQL.5432'))) throw new Error(`TMPDIR is too long: ${host}`);
    // In older revisions the API's own role was the superuser.
    const cluster = readFileSync(join(this.#root, 'src/database/embedded/cluster.ts'), 'utf8');
    const user = cluster.includes("SUPERUSER = 'movie_api'") ? 'movie_api' : 'postgres';
    return { host, port: 5432, user, database: 'postgres' };
  }

  async build() {
    await this.#children.run('build', process.execPath, ['scripts/run.mjs', '--build-only'], {
      cwd: this.#root,
    });
  }

  async migrate() {
    await this.#children.run(
      'migrate',
      process.execPath,
      ['scripts/run.mjs', 'cli', 'db:migrate'],
      {
        env: this.#env,
        cwd: this.#root,
      },
    );
  }

  /**
   * The import command from its start to its end, its database's start and stop included.
   *
   * @param {{ again?: boolean }} [options] `again`: nothing need be added
   */
  async import(file, { again = false } = {}) {
    const { scripts } = JSON.parse(readFileSync(join(this.#root, 'package.json'), 'utf8'));
    // The same options for Node as behind `npm run cli`.
    const cli = /\bnode (.+)$/.exec(scripts.cli)[1].split(' ');
    const started = performance.now();
    const child = this.#children.start('import', process.execPath, [...cli, 'import', file], {
      env: this.#env,
      cwd: this.#root,
    });
    let peakMiB;
    const poll = setInterval(() => (peakMiB = memoryMiB(child.pid, 'VmHWM') ?? peakMiB), POLL_MS);
    const result = await this.#children.ended(child).finally(() => clearInterval(poll));
    const seconds = (performance.now() - started) / 1000;
    const output = this.#children.output('import');
    const [, rows, added] = /: (\d+) rows, (\d+) added/.exec(output) ?? [];
    if (result !== 0 || !(Number(added) || again))
      throw new Error(`import ended with ${result}:\n${output}`);
    return { rows: Number(rows), added: Number(added), seconds, peakMiB };
  }

  /** @returns {Promise<number>} milliseconds from `npm start` to the first 200 that says ready */
  async timeStart() {
    const started = performance.now();
    const child = this.#children.start('npm-start', 'npm', ['start'], {
      env: this.#env,
      cwd: this.#root,
    });
    await this.#untilReady(child, 'npm-start');
    const milliseconds = performance.now() - started;
    await this.#children.stop(child);
    return milliseconds;
  }

  /** Starts the server as one process, which stays; its log goes to a file. */
  async start() {
    const child = this.#children.start(this.#name, process.execPath, ['dist/main.js'], {
      env: this.#env,
      cwd: this.#root,
    });
    await this.#untilReady(child, this.#name);
    const pid = Number(readFileSync(this.#pidFile(), 'utf8').split('\n')[0]);
    return { child, pid: child.pid, postmaster: pid };
  }

  /** Starts the server on a database that is not its own. */
  async startBeside() {
    const child = this.#children.start(this.#name, process.execPath, ['dist/main.js'], {
      env: this.#env,
    });
    await this.#untilReady(child, this.#name);
    return child;
  }

  /** Starts a process that only sends mails, beside the server. */
  startWorker(env) {
    return this.#children.start('worker', process.execPath, ['dist/worker.js'], {
      env: { ...this.#env, ...env },
      cwd: this.#root,
    });
  }

  /** A command that was killed leaves its database running: the product adopts it, the bench ends it. */
  async endDatabase() {
    if (!existsSync(this.#pidFile())) return;
    process.kill(Number(readFileSync(this.#pidFile(), 'utf8').split('\n')[0]), 'SIGINT'); // fast shutdown
    const deadline = Date.now() + DATABASE_STOP_MS;
    while (existsSync(this.#pidFile()) && Date.now() < deadline) await sleep(POLL_MS);
  }

  #pidFile() {
    return join(this.databaseDirectory, 'postmaster.pid');
  }

  async #untilReady(child, name) {
    await untilOk(`${this.origin}/health/ready/`, () => this.#children.isRunning(child)).catch(
      (error) => {
        throw new Error(`${error.message}:\n${this.#children.output(name)}`);
      },
    );
  }
}

/** A port that nobody has at the moment. */
export async function freePort() {
  const server = createServer().listen(0, HOST);
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
