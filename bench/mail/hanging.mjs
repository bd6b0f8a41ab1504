// Whether a mail server that hangs is felt by those who create movies.
import { say } from '../children.mjs';
import { figure, table } from '../table.mjs';
import { median, percentile } from '../windows.mjs';
import { MailServer, startSilentServer } from './mail-server.mjs';

const CONNECTIONS = 8;
const WARM_UP_SECONDS = 2;

/** A product under load, window by window. */
class Side {
  #bench;
  #load;
  #mailServer;
  #created = 0;
  windows = [];

  /** @param {MailServer} [mailServer] gets what the product sends */
  constructor(bench, load, product, mailServer) {
    this.#bench = bench;
    this.#load = load;
    this.product = product;
    this.#mailServer = mailServer;
  }

  async drive(seconds) {
    const { origin } = this.product;
    const order = { origin, connections: CONNECTIONS, seconds };
    const { posts } = await this.#bench.children.ask(this.#load, order);
    this.#created += posts.length;
    // What still waits would be sent in the other side's window.
    await this.#mailServer?.accepted(this.#created);
    const times = posts.map(({ took }) => took);
    return {
      rate: posts.length / seconds,
      p50: percentile(times, 50),
      p99: percentile(times, 99),
    };
  }

  middle(name) {
    return median(this.windows.map((window) => window[name]));
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
    await product.start();
    sides[name] = new Side(bench, load, product, name === 'working' ? mailServer : undefined);
  }
  return sides;
}

const HEADS = [
  `POST /movies/, ${CONNECTIONS} connections`,
  'requests/s',
  'p50 / p99 ms',
  'to, requests/s',
  'to, p50 / p99 ms',
  'ratio of p50',
  'round by round',
];

function cells(name, side, to) {
  const ratios = side.windows.map(({ p50 }, round) => p50 / to.windows[round].p50);
  const times = (of) => `${figure(of.middle('p50'))} / ${figure(of.middle('p99'))}`;
  return [
    name,
    figure(side.middle('rate')),
    times(side),
    figure(to.middle('rate')),
    times(to),
    `× ${(side.middle('p50') / to.middle('p50')).toFixed(2)}`,
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
  ];
}

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
  return table(HEADS, [
    cells('mail server hangs, to `WORKER=off`', hanging, off),
    cells('mail server hangs, to one that works', hanging, working),
    cells('mail server works, to `WORKER=off`', working, off),
    cells('`WORKER=off` to itself', offToo, off),
  ]);
}
