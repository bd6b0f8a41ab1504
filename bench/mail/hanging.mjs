// Whether a mail server that hangs is felt by those who create movies.
import { say } from '../children.mjs';
import { figure, table } from '../table.mjs';
import { cpuSeconds, databaseCpuSeconds } from '../usage.mjs';
import { median, percentile } from '../windows.mjs';
import { MailServer, startSilentServer } from './mail-server.mjs';

const CONNECTIONS = 8;
const WARM_UP_SECONDS = 2;

/** A product under load, window by window. */
class Side {
  #bench;
  #load;
  #server;
  #mailServer;
  #created = 0;
  windows = [];

  /** @param {MailServer} [mailServer] gets what the product sends */
  constructor(bench, load, server, mailServer) {
    this.#bench = bench;
    this.#load = load;
    this.#server = server;
    this.#mailServer = mailServer;
  }

  async drive(seconds) {
    const { origin } = this.#server;
    const order = { origin, connections: CONNECTIONS, seconds };
    const before = this.#cpu();
    const { posts } = await this.#bench.children.ask(this.#load, order);
    this.#created += posts.length;
    // What still waits would be sent in the other side's window.
    await this.#mailServer?.accepted(this.#created);
    const after = this.#cpu();
    const times = posts.map(({ took }) => took);
    const thousands = posts.length / 1000;
    return {
      server: (after.server - before.server) / thousands,
      database: (after.database - before.database) / thousands,
      rate: posts.length / seconds,
      p50: percentile(times, 50),
      p99: percentile(times, 99),
    };
  }

  middle(name) {
    return median(this.windows.map((window) => window[name]));
  }

  #cpu() {
    const { pid, postmaster } = this.#server;
    return { server: cpuSeconds(pid), database: databaseCpuSeconds(postmaster) };
  }
}

async function startSides(bench) {
  const mailServer = await MailServer.start(bench.children);
  const load = bench.startPart('posts');
  const settings = {
    off: { WORKER: 'off' },
    offToo: { WORKER: 'off' },
    hanging: { SMTP_URL: await startSilentServer() },
    working: { SMTP_URL: mailServer.url },
  };
  const sides = {};
  for (const [name, env] of Object.entries(settings)) {
    const product = await bench.product(name, env);
    const server = { ...(await product.start()), origin: product.origin };
    sides[name] = new Side(bench, load, server, name === 'working' ? mailServer : undefined);
  }
  return sides;
}

const HEADS = [
  `POST /movies/, ${CONNECTIONS} connections`,
  'requests/s',
  'p50 / p99 ms',
  'CPU s per 1,000',
  'p50 to `WORKER=off`',
  'p50 to a server that works',
];

/** The ratio of the medians, and the least and the greatest of the rounds. */
function ratio(side, to) {
  if (to === undefined || to === side) return '–';
  const rounds = side.windows.map(({ p50 }, round) => p50 / to.windows[round].p50);
  const range = [Math.min(...rounds), Math.max(...rounds)].map((number) => number.toFixed(2));
  return `× ${(side.middle('p50') / to.middle('p50')).toFixed(2)} (${range.join(' to ')})`;
}

const cells = (name, side, off, working) => [
  name,
  figure(side.middle('rate')),
  `${figure(side.middle('p50'))} / ${figure(side.middle('p99'))}`,
  `${figure(side.middle('server'))} + ${figure(side.middle('database'))}`,
  ratio(side, off),
  ratio(side, working),
];

/** @returns {Promise<string>} Markdown */
export async function measureHanging(bench) {
  const { rounds, seconds } = bench.options.windows;
  const sides = await startSides(bench);
  const inTurns = Object.values(sides);
  say('Creating movies while a mail server hangs');
  for (const side of inTurns) await side.drive(WARM_UP_SECONDS);
  for (let round = 0; round < rounds; round += 1) {
    // A B C D D C B A: none is always the first.
    for (const side of round % 2 === 0 ? inTurns : inTurns.toReversed()) {
      side.windows.push(await side.drive(seconds));
    }
  }
  const { off, offToo, hanging, working } = sides;
  const rows = [
    cells('`WORKER=off`', off, off),
    cells('`WORKER=off` a second time', offToo, off),
    cells('a mail server that hangs', hanging, off, working),
    cells('a mail server that works', working, off, working),
  ];
  return `${table(HEADS, rows)}\n\nCPU: of the server + of PostgreSQL, mails included. In brackets: the rounds.`;
}
