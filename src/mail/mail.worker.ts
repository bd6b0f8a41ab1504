import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { poolOf } from '../database/connect/data-source.js';
import { countsOf, DatabaseMetrics } from '../database/database-metrics.js';
import { Sql } from '../database/run/sql.js';
import { StalledConnections } from '../database/run/stalled-connections.js';
import { MailListener, WakeSignal } from './mail.listener.js';
import { MailOutbox } from './mail.outbox.js';
import { REJOIN, ANY_WAITS, BOOK_PACE } from './mail.queries.js';
import { errorMessage } from '../database/errors/failure.js';

/** Keeps all instances together within `MAIL_PER_MINUTE`. */
@Injectable()
export class MailPace {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
  ) {}

  /**
   * Waits until the next mail may go. Which one that is should be decided then, and not before: an
   * urgent one may have come meanwhile.
   *
   * @returns whether there was one to wait for
   */
  async next(signal: AbortSignal): Promise<boolean> {
    if (this.config.mailsPerMinute === 0) return true;
    if ((await this.sql.row(ANY_WAITS, [])) === undefined) return false;
    const row = await this.sql.row<{ wait: number }>(BOOK_PACE, [60 / this.config.mailsPerMinute]);
    if (row !== undefined && row.wait > 0) await sleep(row.wait * 1000, undefined, { signal });
    return true;
  }
}

/** Milliseconds between looks for mails whose wait is over; new ones are announced. */
const POLL_INTERVAL_MS = 1000;
/** Milliseconds before the next try when the database is away. */
const AWAY_MS = 1000;
/** Milliseconds that a delivery under way may still take when the process is told to end. */
const SHUTDOWN_PATIENCE_MS = 5000;

/** Sends the queued mails from within this process, `MAIL_CONCURRENCY` at once. */
@Injectable()
export class MailWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Mail');
  private readonly wake = new WakeSignal();
  private readonly stopping = new AbortController();
  /** Gives up on deliveries under way. */
  private readonly abandoning = new AbortController();
  private readonly pool: pg.Pool;
  private readonly listener: MailListener;
  private lanes: Promise<void>[] = [];
  private poll: NodeJS.Timeout | undefined;
  private lastLook: 'worked' | 'failed' | undefined;

  constructor(
    dataSource: DataSource,
    private readonly outbox: MailOutbox,
    private readonly pace: MailPace,
    private readonly sql: Sql,
    @Inject(CONFIG) private readonly config: Config,
    metrics: DatabaseMetrics,
    watch: StalledConnections,
  ) {
    const connection = {
      ...poolOf(dataSource).options,
      application_name: `movie-api mail ${process.pid}`,
    };
    this.pool = new pg.Pool({ ...connection, max: config.mailConcurrency });
    metrics.addPool('mail', () => countsOf(this.pool));
    watch.watch(this.pool);
    // Idle or in use, also while it is being closed: the next statement says what is wrong.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.listener = new MailListener(connection, () => this.wake.wakeOne());
  }

  /** Whether mails get sent, as far as this process is to see to it. */
  get isWell(): boolean {
    return this.lastLook !== 'failed';
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.worker) return;
    await this.listener.open();
    this.poll = setInterval(() => void this.tick(), POLL_INTERVAL_MS);
    this.lanes = Array.from({ length: this.config.mailConcurrency }, () => this.lane());
  }

  /**
   * Deliveries under way end first; one that cannot is left to another process. Nest calls this
   * before the mailer closes its connections: what depends on a module is destroyed before it.
   */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.poll);
    this.wake.wakeAll();
    await this.listener.close();
    const patience = setTimeout(() => this.abandoning.abort(), SHUTDOWN_PATIENCE_MS);
    await Promise.all(this.lanes);
    clearTimeout(patience);
    await this.pool.end();
  }

  /** Mails whose wait is over go on; also wakes a lane, should an announcement have got lost. */
  private async tick(): Promise<void> {
    await this.sql.rows(REJOIN, []).catch(() => undefined); // the lanes tell that the queue is away
    this.wake.wakeOne();
  }

  /** One mail after the other, for as long as the process runs. */
  private async lane(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const outcome = await this.look();
      if (signal.aborted) return;
      if (outcome === 'failed') await sleep(AWAY_MS, undefined, { signal }).catch(() => undefined);
      else if (outcome === 'nothing') await this.wake.wait();
    }
  }

  private async look(): Promise<'sent' | 'nothing' | 'failed'> {
    let client: pg.PoolClient | undefined;
    try {
      if (!(await this.pace.next(this.stopping.signal))) return 'nothing';
      client = await this.pool.connect();
      const found = await this.outbox.sendNext(
        client,
        () => this.wake.wakeOne(),
        this.abandoning.signal,
      );
      client.release();
      this.lastLook = 'worked';
      return found ? 'sent' : 'nothing';
    } catch (error) {
      client?.release(true); // closes the connection, and with it the transaction that locks the mail
      if (!this.stopping.signal.aborted && this.lastLook !== 'failed') {
        this.logger.warn(`Cannot reach the mail queue: ${errorMessage(error)}`);
      }
      this.lastLook = 'failed';
      return 'failed';
    }
  }
}
