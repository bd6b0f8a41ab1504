import cluster from 'node:cluster';
import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { isDatabaseAway } from '../database/failure.js';
import { MailMetrics, type MailState } from '../mail/mail.metrics.js';
import { AcrossWorkers } from './across-workers.js';

/** A number of the outbox, and how Prometheus is told of it. */
interface MailMetric {
  readonly name: string;
  readonly help: string;
  readonly kind: 'gauge' | 'counter';
  readonly value: keyof MailState;
}

/** They come from the database, and are the same on every instance: take `max()`, not `sum()`. */
const MAIL_METRICS: readonly MailMetric[] = [
  {
    name: 'movie_api_mail_queue_depth',
    help: 'Mails that wait for their next attempt or are being sent.',
    kind: 'gauge',
    value: 'waiting',
  },
  {
    name: 'movie_api_mail_oldest_waiting_seconds',
    help: 'Age of the oldest mail that waits; 0 where none does.',
    kind: 'gauge',
    value: 'oldest',
  },
  {
    name: 'movie_api_mail_dead',
    help: 'Mails that were given up and rest until somebody retries them.',
    kind: 'gauge',
    value: 'dead',
  },
  {
    name: 'movie_api_mail_sent_total',
    help: 'Mails that the mail server has accepted.',
    kind: 'counter',
    value: 'sent',
  },
  {
    name: 'movie_api_mail_retried_total',
    help: 'Attempts that failed and will be repeated.',
    kind: 'counter',
    value: 'retried',
  },
  {
    name: 'movie_api_mail_died_total',
    help: 'Mails that were given up.',
    kind: 'counter',
    value: 'died',
  },
];

/** What Prometheus scrapes: the process, and the outbox. */
@Injectable()
export class MetricsService {
  private readonly process = new Registry();
  private readonly all: AcrossWorkers | undefined;

  constructor(
    private readonly mail: MailMetrics,
    @Inject(CONFIG) { workers }: Config,
  ) {
    collectDefaultMetrics({ register: this.process });
    new Gauge({
      name: 'movie_api_processes',
      help: 'Processes that serve on this port.',
      registers: [this.process],
    }).set(1); // the sum is of all workers
    // A program such as pm2 makes workers, too, of which each is a server of its own.
    if (cluster.isWorker && workers > 1) this.all = new AcrossWorkers(this.process);
  }

  /** In the text format. With the database away, the numbers that come from it are left out. */
  async text(): Promise<string> {
    const [process, database] = await Promise.all([
      this.all === undefined ? this.process.metrics() : this.all.text(),
      this.ofDatabase(),
    ]);
    return `${process}\n${database}`;
  }

  private async ofDatabase(): Promise<string> {
    const register = new Registry();
    const up = new Gauge({
      name: 'movie_api_database_up',
      help: 'Whether the database answers.',
      registers: [register],
    });
    try {
      const state = await this.mail.state();
      for (const { name, help, kind, value } of MAIL_METRICS) {
        const options = { name, help, registers: [register] };
        if (kind === 'gauge') new Gauge(options).set(state[value]);
        else new Counter(options).inc(state[value]);
      }
      up.set(1);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      up.set(0);
    }
    return register.metrics();
  }
}
