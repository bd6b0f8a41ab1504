import cluster from 'node:cluster';
import { createLogger } from '../logger.js';
import { loadConfig } from '../../config/environment.js';
import { openDatabaseServer } from '../../database/connect/connection.js';
import { runProcess, stopOnSignals, tracingAskedFor } from '../lifecycle.js';
import type { Assignment, Hearing, Order } from './shares.js';

/**
 * The entry of a worker process. It loads its modules, is told by the primary what to serve, and
 * ends when it is told to, on a signal, or (as Node does by itself) when the primary is gone.
 */
await runProcess(async () => {
  const ordered = assignment();
  const settings = loadConfig();
  const log = createLogger(settings.logLevel);
  const endTracing = await tracingAskedFor(settings, log);
  const { createApp } = await import('../../app.setup.js');
  const { connect } = await import('../connect-database.js');
  const { drain } = await import('../draining.js');
  const { embedded, jwtSecret, share } = await ordered;
  if (embedded !== undefined) {
    (await import('../../database/connect/client.js')).forgetPostgresVariables();
  }
  const database = embedded ?? (await openDatabaseServer(settings, 'server', () => undefined));
  const { poolSize, mailConcurrency } = share;
  const config = {
    ...settings,
    mailConcurrency,
    worker: mailConcurrency > 0,
    migrate: false, // the primary has
  };
  const dataSource = await connect(database, config, log, poolSize);
  const app = await createApp({ config, dataSource, jwtSecret }, log);
  const stop = stopOnSignals(log, 'finishing the requests under way', async () => {
    await drain(app);
    await endTracing?.();
  });
  cluster.worker!.on('message', (order: Order) => {
    if (order.kind === 'stop') stop();
  });
  await app.listen(config.port, config.host);
});

function assignment(): Promise<Assignment> {
  return new Promise((done) => {
    cluster.worker!.on('message', (order: Order) => {
      if (order.kind === 'serve') done(order.assignment);
    });
    cluster.worker!.send({ kind: 'hearing' } satisfies Hearing);
  });
}
