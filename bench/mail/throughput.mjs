// Mails a second out of a full queue, beside nodemailer alone.
import pg from 'pg';
import { say } from '../children.mjs';
import { figure, table } from '../table.mjs';
import { cpuSeconds, databaseCpuSeconds } from '../usage.mjs';
import { median } from '../windows.mjs';
import { EMAIL, FROM, TITLE } from './names.mjs';
import { MailServer } from './mail-server.mjs';

const AT_ONCE = [1, 4, 16];
const SLOW_MS = 20;
const CONNECTIONS = 8;

const QUEUE = `
  INSERT INTO mails (kind, payload)
  SELECT 'movie-created',
    jsonb_build_object('movie_id', id, 'user_id', creator_id, 'title', title)
  FROM movies ORDER BY id LIMIT $1`;

class Throughput {
  #children;
  #bench;
  #product;
  #server;
  #client;

  constructor(bench, product, server, client) {
    this.#children = bench.children;
    this.#bench = bench;
    this.#product = product;
    this.#server = server;
    this.#client = client;
  }

  /** The product's worker with a full queue. */
  async worker(mailServer, atOnce, mails) {
    await mailServer.forget();
    await this.#client.query(QUEUE, [mails]);
    await this.#client.query('VACUUM (ANALYZE) mails');
    const worker = this.#product.startWorker({
      SMTP_URL: mailServer.url,
      MAIL_CONCURRENCY: String(atOnce),
      WORKER: 'on',
    });
    const result = await this.#time(mailServer, worker, mails);
    await this.#children.stop(worker);
    const { rows } = await this.#client.query('SELECT count(*)::int AS left FROM mails');
    if (rows[0].left > 0) throw new Error(`${rows[0].left} mails are still queued`);
    return result;
  }

  /** Nodemailer alone. */
  async alone(mailServer, atOnce, mails, nagle = false) {
    await mailServer.forget();
    const child = this.#bench.startPart('alone');
    const { url } = mailServer;
    const { origin } = this.#product;
    const order = { url, atOnce, nagle, mails, from: FROM, to: EMAIL, title: TITLE, origin };
    const sending = this.#children.ask(child, order);
    const [result] = await Promise.all([this.#time(mailServer, child, mails), sending]);
    await this.#children.stop(child);
    return result;
  }

  /** From the first mail that is accepted to the last one. */
  async #time(mailServer, { pid }, mails) {
    const cpu = () => ({
      sender: cpuSeconds(pid),
      database: databaseCpuSeconds(this.#server.postmaster),
    });
    await mailServer.accepted(1);
    const before = cpu();
    const accepted = await mailServer.accepted(mails);
    const after = cpu();
    const thousands = mails / 1000;
    return {
      rate: ((mails - 1) / (accepted.at(-1).at - accepted[0].at)) * 1000,
      sender: (after.sender - before.sender) / thousands,
      database: (after.database - before.database) / thousands,
      bytes: median(accepted.map(({ bytes }) => bytes)),
    };
  }
}

/** Two senders in turns: A B B A A B. @returns each one's medians */
async function compare(senders, rounds) {
  const runs = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) runs[side].push(await senders[side]());
  }
  return runs.map((ofOne) =>
    Object.fromEntries(
      Object.keys(ofOne[0]).map((name) => [name, median(ofOne.map((run) => run[name]))]),
    ),
  );
}

const HEADS = [
  'mails in a full queue',
  'nodemailer alone, mails/s',
  'product, mails/s',
  'ratio',
  'nodemailer alone, CPU s per 1,000',
  'product, CPU s per 1,000',
];

const cells = ({ name, sides: [a, b], isProduct }) => [
  name,
  figure(a.rate),
  figure(b.rate),
  `× ${(b.rate / a.rate).toFixed(2)}`,
  figure(a.sender),
  isProduct ? `${figure(b.sender)} + ${figure(b.database)}` : figure(b.sender),
];

/** @returns {Promise<string>} Markdown */
async function measure({ children, options }, throughput) {
  const { mails, mailsOneByOne, throughputRounds } = options;
  const servers = [
    { name: 'loopback', rounds: throughputRounds, server: await MailServer.start(children) },
    { name: `${SLOW_MS} ms a mail`, rounds: 1, server: await MailServer.start(children, SLOW_MS) },
  ];
  const lines = [];
  const line = async (name, senders, rounds, isProduct) => {
    say(name);
    lines.push({ name, sides: await compare(senders, rounds), isProduct });
  };
  for (const { name, rounds, server } of servers) {
    for (const atOnce of AT_ONCE) {
      const count = atOnce === 1 ? mailsOneByOne : mails;
      const alone = () => throughput.alone(server, atOnce, count);
      const worker = () => throughput.worker(server, atOnce, count);
      await line(`${name}, ${atOnce} at once`, [alone, worker], rounds, true);
    }
  }
  const [{ server }] = servers;
  const alone = () => throughput.alone(server, 4, mails);
  const asItComes = () => throughput.alone(server, 4, mails, true);
  await line('nodemailer with Nagle’s algorithm, 4 at once', [alone, asItComes], 1, false);
  await line('nodemailer against itself, 4 at once', [alone, alone], throughputRounds, false);
  const sizes = lines[0].sides.map(({ bytes }) => figure(bytes)).join(' and ');
  return `${table(HEADS, lines.map(cells))}\n\nCPU: of the sender + of PostgreSQL. Bytes a mail: ${sizes}.`;
}

export async function measureThroughput(bench) {
  const product = await bench.product('queue', { WORKER: 'off' });
  say('Creating movies');
  const server = await product.start();
  const client = new pg.Client(product.databaseAddress);
  client.on('error', () => undefined); // the server went away: the next query says so
  await client.connect();
  try {
    const load = bench.startPart('posts');
    const { origin } = product;
    const movies = bench.options.mails;
    await bench.children.ask(load, { origin, connections: CONNECTIONS, movies });
    await bench.children.stop(load);
    await client.query('TRUNCATE mails');
    return await measure(bench, new Throughput(bench, product, server, client));
  } finally {
    await client.end();
    await bench.children.stop(server.child);
  }
}
