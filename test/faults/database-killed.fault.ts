import { setTimeout as sleep } from 'node:timers/promises';
import { amcheck } from '../support/amcheck.js';
import { Client, type Answer } from '../support/client.js';
import { brokenInvariants, EVERY_MAIL_WAITS } from '../support/invariants.js';
import { loadDocument } from '../support/openapi.js';
import { EmbeddedServer } from './support/embedded.js';
import { figures, sums } from './support/figures.js';
import { someWriters, startLoad, stopEveryLoad } from './support/load.js';
import { settle } from './support/settle.js';

const KILLS = 10;
const WRITERS = 8;
/** Milliseconds in which service has to be back, the database's own recovery included. */
const RECOVERY_MS = 10_000;
/** Milliseconds in which each request has to be answered meanwhile. */
const ANSWER_MS = 3000;
const EVERY_MAIL = { 'a movie has caused its confirmation': EVERY_MAIL_WAITS };

const embedded = new EmbeddedServer();
beforeAll(() => loadDocument());
afterEach(stopEveryLoad);
afterAll(() => embedded.remove());

interface Outage {
  /** Milliseconds from the kill to the first answer of the last row of good ones. */
  readonly ms: number;
  readonly refused: readonly Answer[];
  readonly slowestMs: number;
}

/** Reads until the database has been away and is back, and goes well for a while. */
async function watchOutage(api: Client): Promise<Outage> {
  const began = performance.now();
  const refused: Answer[] = [];
  let slowestMs = 0;
  let goodSince: number | undefined;
  for (;;) {
    const asked = performance.now();
    const answer = await api.get('/movies/?page_size=5');
    const now = performance.now();
    slowestMs = Math.max(slowestMs, now - asked);
    if (answer.status === 200) goodSince ??= now;
    else {
      goodSince = undefined;
      refused.push(answer);
    }
    const isBack = goodSince !== undefined && refused.length > 0 && now - goodSince > 500;
    if (isBack) return { ms: goodSince! - began, refused, slowestMs };
    if (now - began > 20_000) throw new Error(`No outage and recovery: ${refused.length} refused`);
    await sleep(20);
  }
}

test(`kill -9 of the database under writes, ${KILLS} times`, async () => {
  const server = await embedded.start();
  const api = new Client(server.origin);
  const writers = await someWriters(api, WRITERS, 2);
  const outages: Outage[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const load = startLoad(server.origin, writers, 'go on');
    await sleep(200 + Math.random() * 300);
    const before = load.acknowledged();
    expect(before).toBeGreaterThan(0);
    process.kill(embedded.postmaster(), 'SIGKILL');
    const outage = await watchOutage(api);
    outages.push(outage);
    expect(load.acknowledged()).toBeGreaterThan(before); // writers are back at work by themselves
    await load.stop();

    expect(outage.ms).toBeLessThan(RECOVERY_MS);
    expect(outage.slowestMs).toBeLessThan(ANSWER_MS);
    for (const { status, headers, body } of outage.refused) {
      expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([
        503,
        'application/problem+json',
      ]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(body.status).toBe(503);
    }
    await embedded.query(async (client) => {
      expect(await settle(client, writers)).toEqual([]);
      expect(await brokenInvariants(client, EVERY_MAIL)).toEqual({});
    });
  }
  expect(server.child.exitCode).toBeNull(); // one and the same process all the time
  expect(await server.end()).toBe(0);
  await embedded.start();
  await embedded.query(async (client) => {
    expect(await settle(client, writers)).toEqual([]);
    const checked = await amcheck(client);
    expect(checked.errors).toEqual([]);
    const longest = Math.round(Math.max(...outages.map(({ ms }) => ms)));
    const slowest = Math.round(Math.max(...outages.map(({ slowestMs }) => slowestMs)));
    figures({
      kills: KILLS,
      ...sums(writers),
      'longest outage (ms)': longest,
      'slowest answer (ms)': slowest,
      ...checked,
    });
  });
});
