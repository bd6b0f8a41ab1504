import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { ShutdownState } from '../http/edge/shutdown-state.js';
import { RequestMetrics } from '../metrics/request.metrics.js';

/** Milliseconds in which load balancers learn that this instance is not ready any more; or `SHUTDOWN_DELAY`. */
const NOTICE_MS = 1000;
/** Milliseconds in which every connection in use gets an answer that tells it to close. */
const FAREWELL_MS = 1000;
/** Milliseconds without a request after which connections that are still open are of no use. */
const UNUSED_MS = 1000;
/** Milliseconds that requests under way have when nothing new is taken, whatever they wait for. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/**
 * Ends the application without losing a request. Readiness is 503 at once, while all is served as
 * before; then the application closes, which calls {@link farewell} before the database goes.
 */
export async function drain(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const requests = app.get(RequestMetrics);
  const shutdown = app.get(ShutdownState);
  shutdown.begin();
  shutdown.farewell = () => {
    shutdown.isFarewell = true;
    return farewell(server, () => requests.underWay);
  };
  const began = performance.now();
  const delay = app.get<Config>(CONFIG).shutdownDelaySeconds * 1000;
  await sleep(delay);
  while (performance.now() - began < NOTICE_MS && (await connections(server)) > 0) {
    await sleep(LOOK_MS);
  }
  await app.close();
}

/**
 * Takes no new connections, and waits for those that are open. They are not told to close before:
 * their clients would come back on new ones, which the system holds in a queue and resets when the
 * listening socket closes. Nor are they closed before they were told: a client may just have sent a
 * request. `close` of HTTP would close the idle ones at once, and look after slow ones no more.
 */
async function farewell(server: Server, underWay: () => number): Promise<void> {
  NetServer.prototype.close.call(server);
  const began = performance.now();
  let lastUse = began;
  while ((await connections(server)) > 0) {
    await sleep(LOOK_MS);
    const now = performance.now();
    if (underWay() > 0) lastUse = now;
    if (now - began > FAREWELL_MS) server.closeIdleConnections();
    if (now - began > PATIENCE_MS || now - lastUse > UNUSED_MS) server.closeAllConnections();
  }
}

const connections = (server: Server): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
