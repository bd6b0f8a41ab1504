import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Logger as QueueLogger, run, type Runner } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { poolOf } from '../database/data-source.js';
import { QUEUE_SCHEMA } from '../database/migrate.js';
import { DeliveryError, MailDelivery } from './mail.delivery.js';
import { MAIL_TASK, type MailJob } from './mail.queue.js';

/** Mails under way at once: a slow server holds up no more than these. */
const CONCURRENCY = 4;
/** Connections of the queue: one listens, the others fetch and finish jobs. */
const POOL_SIZE = 3;
/** Milliseconds between looks for jobs whose wait is over; new ones are announced by NOTIFY. */
const POLL_INTERVAL_MS = 2000;
/** Milliseconds that a delivery under way may still take when the process is told to end. */
const SHUTDOWN_PATIENCE_MS = 3000;

/** Sends queued mails from within the web process. */
@Injectable()
export class MailWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Mail');
  private pool: pg.Pool | undefined;
  private runner: Runner | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly delivery: MailDelivery,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get isRunning(): boolean {
    return this.runner !== undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    this.pool = new pg.Pool({
      ...poolOf(this.dataSource).options,
      max: POOL_SIZE,
      application_name: `movie-api worker ${process.pid}`,
    });
    this.pool.on('error', (error) => this.logger.warn(`Queue connection lost: ${error.message}`));
    if (this.config.databaseUrl === undefined) await this.pool.query(UNLOCK_ALL);
    this.runner = await run({
      pgPool: this.pool,
      schema: QUEUE_SCHEMA,
      concurrency: CONCURRENCY,
      pollInterval: POLL_INTERVAL_MS,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: SHUTDOWN_PATIENCE_MS,
      logger: new QueueLogger(() => (level, message) => {
        if (level === 'error') this.logger.warn(message);
        else this.logger.debug(message);
      }),
      taskList: {
        [MAIL_TASK]: async (job, { job: { attempts }, abortSignal }) => {
          const { kind, payload } = job as MailJob;
          await unlessAborted(this.delivery.deliver(job as MailJob), abortSignal);
          this.logger.log({
            mail: kind,
            movie_id: payload['movie_id'],
            attempt: attempts,
            sent: true,
          });
        },
      },
    });
    this.runner.promise.catch((error: Error) => {
      this.runner = undefined;
      this.logger.error(`Queue stopped: ${error.message}`);
    });
  }

  /** Jobs under way end first; one that cannot is handed back and tried again. */
  async onApplicationShutdown(): Promise<void> {
    const { runner, pool } = this;
    this.runner = undefined;
    await runner?.stop();
    await pool?.end();
  }
}

/**
 * The embedded database has one server: whatever is locked when it starts was locked by one that is
 * dead, and would otherwise wait for hours.
 */
const UNLOCK_ALL = `
  SELECT ${QUEUE_SCHEMA}.force_unlock_workers(array_agg(DISTINCT locked_by))
  FROM ${QUEUE_SCHEMA}.jobs WHERE locked_by IS NOT NULL HAVING count(*) > 0
`;

/** Fails when the queue shuts down, so that a hanging server does not keep the process. */
async function unlessAborted(
  delivery: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const done = new AbortController();
  const aborted = new Promise<never>((_, fail) => {
    const onAbort = (): void => fail(new DeliveryError('interrupted by the shutdown'));
    signal?.addEventListener('abort', onAbort, { signal: done.signal });
  });
  try {
    await Promise.race([delivery, aborted]);
  } finally {
    done.abort(); // one signal serves all jobs: none may stay behind as its listener
  }
}
