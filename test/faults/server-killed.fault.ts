import { setTimeout as sleep } from 'node:timers/promises';
import { amcheck } from '../support/amcheck.js';
import { Client } from '../support/client.js';
import { brokenInvariants, EVERY_MAIL_WAITS } from '../support/invariants.js';
import { loadDocument } from '../support/openapi.js';
import { EmbeddedServer } from './support/embedded.js';
import { someWriters, startLoad, stopEveryLoad } from './support/load.js';
import { figures, sums } from './support/figures.js';
import { settle } from './support/settle.js';

const KILLS = 20;
const WRITERS = 8;
const EVERY_MAIL = { 'a movie has caused its confirmation': EVERY_MAIL_WAITS };

const embedded = new EmbeddedServer();
beforeAll(() => loadDocument());
afterEach(stopEveryLoad);
afterAll(() => embedded.remove());

test(`kill -9 of the server under writes, ${KILLS} times`, async () => {
  let server = await embedded.start();
  const writers = await someWriters(new Client(server.origin), WRITERS, 1);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const load = startLoad(server.origin, writers, 'end');
    await load.reached(5 * WRITERS);
    await sleep(Math.random() * 200);
    await server.end('SIGKILL');
    const killedAt = new Date();
    await load.ended;

    const nextServer = embedded.start();
    await embedded.forgotten(killedAt);
    await embedded.query(async (client) => {
      expect(await settle(client, writers)).toEqual([]);
      expect(await brokenInvariants(client, EVERY_MAIL)).toEqual({});
    });
    server = await nextServer;
  }
  // What had no answer is sent again under its key, and is one movie all the same.
  const last = startLoad(server.origin, writers, 'end');
  await last.reached(2 * WRITERS);
  await last.stop();
  expect(await server.end()).toBe(0);
  server = await embedded.start();
  await embedded.query(async (client) => {
    expect(await settle(client, writers)).toEqual([]);
    expect(await brokenInvariants(client, EVERY_MAIL)).toEqual({});
    const checked = await amcheck(client);
    expect(checked.errors).toEqual([]);
    figures({ kills: KILLS, ...sums(writers), ...checked });
  });
});
