import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isDatabaseAway } from '../database/errors/failure.js';
import { MailMetrics, type MailState } from '../mail/mail.metrics.js';
import { MetricsRegistry, type MetricDescription } from './metrics.registry.js';

/** Milliseconds that a scrape waits for the database. */
const PATIENCE_MS = 1000;

type Row = Pick<MetricDescription, 'name' | 'help' | 'type'> & { readonly part: keyof MailState };

const METRICS: readonly Row[] = [
  {
    name: 'movie_api_mail_queue_depth',
    help: 'Mails that wait for their next attempt or are being sent.',
    type: 'gauge',
    part: 'waiting',
  },
  {
    name: 'movie_api_mail_oldest_waiting_seconds',
    help: 'Age of the oldest mail that waits; 0 where none does.',
    type: 'gauge',
    part: 'oldest',
  },
  {
    name: 'movie_api_mail_dead',
    help: 'Mails that were given up and rest until somebody retries them.',
    type: 'gauge',
    part: 'dead',
  },
  {
    name: 'movie_api_mail_sent_total',
    help: 'Mails that the mail server has accepted.',
    type: 'counter',
    part: 'sent',
  },
  {
    name: 'movie_api_mail_retried_total',
    help: 'Attempts that failed and will be repeated.',
    type: 'counter',
    part: 'retried',
  },
  {
    name: 'movie_api_mail_died_total',
    help: 'Mails that were given up.',
    type: 'counter',
    part: 'died',
  },
];

/**
 * The outbox, read from the database at each scrape. The numbers are the same on every instance:
 * take `max()`, not `sum()`. With the database away they are left out.
 */
@Injectable()
export class MailQueueMetrics {
  private reading: Promise<MailState | undefined> | undefined;

  constructor(
    metrics: MetricsRegistry,
    private readonly mail: MailMetrics,
  ) {
    metrics.add(
      {
        name: 'movie_api_database_up',
        help: 'Whether the database answers.',
        type: 'gauge',
        aggregator: 'min',
      },
      async () => [{ value: (await this.state()) === undefined ? 0 : 1 }],
    );
    for (const { part, ...description } of METRICS) {
      metrics.add({ ...description, aggregator: 'max' }, async () => {
        const state = await this.state();
        return state === undefined ? [] : [{ value: state[part] }];
      });
    }
  }

  /** All metrics of a scrape, and scrapes at the same time, share one statement. */
  private state(): Promise<MailState | undefined> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<MailState | undefined> {
    const late = new AbortController();
    try {
      return await Promise.race([
        this.mail.state(),
        sleep(PATIENCE_MS, undefined, { signal: late.signal, ref: false }),
      ]);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      return undefined;
    } finally {
      late.abort();
    }
  }
}
