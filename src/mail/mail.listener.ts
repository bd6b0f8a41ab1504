import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { newClient, type ConnectionOptions } from '../database/connect/client.js';
import { CHANNEL } from './mail.queries.js';
import { errorMessage } from '../database/errors/failure.js';

/** Wakes those who wait for work, one at a time. A signal that nobody waits for is kept. */
export class WakeSignal {
  private readonly waiting: (() => void)[] = [];
  private pending = false;

  wakeOne(): void {
    const wake = this.waiting.shift();
    if (wake === undefined) this.pending = true;
    else wake();
  }

  wakeAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }

  async wait(): Promise<void> {
    if (this.pending) this.pending = false;
    else await new Promise<void>((wake) => void this.waiting.push(wake));
  }
}

/** Milliseconds before a lost connection is opened again. */
const RECONNECT_MS = 1000;

/** Hears of new mails from every process (`LISTEN`), on a connection that it opens again when lost. */
export class MailListener {
  private readonly logger = new Logger('Mail');
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly onMail: () => void,
  ) {}

  async open(): Promise<void> {
    const client = newClient(this.options);
    this.client = client;
    let lost = false;
    const onLoss = (error?: Error): void => {
      if (lost || this.closed) return;
      lost = true;
      this.logger.warn(`The queue's connection is lost${error ? `: ${errorMessage(error)}` : ''}`);
      this.timer = setTimeout(() => void this.open(), RECONNECT_MS);
    };
    client.on('error', onLoss);
    client.on('end', () => onLoss());
    client.on('notification', this.onMail);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.onMail(); // what came before it listened
    } catch (error) {
      onLoss(error as Error);
      await client.end().catch(() => undefined); // it never was open
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined); // the server has ended it already
  }
}
