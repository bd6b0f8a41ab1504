import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntitySubscriberInterface } from 'typeorm';
import type { TransactionCommitEvent } from 'typeorm/subscriber/event/TransactionCommitEvent.js';
import { poolOf } from '../database/connect/data-source.js';
import { Sql } from '../database/run/sql.js';
import { Transactions } from '../database/run/transactions.js';
import { ADD, CHANNEL } from './mail.queries.js';
import { errorMessage } from '../database/errors/failure.js';

/** How long an ordinary mail is tried, in seconds. */
export const LIFETIME_SECONDS = 86_400;
/** Milliseconds in which any number of new mails are announced once. */
const ANNOUNCE_EVERY_MS = 20;

/** Marks a transaction that has queued something. */
const QUEUED = 'mail queued';

interface Queued {
  /** What its composer needs. An address only where the account may have another one by then. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly lifetimeSeconds?: number;
  /** Whose mails wait for each other. A mail without an account goes first. */
  readonly accountId?: number;
}

/**
 * The way into the outbox. A mail is sent if, and only if, the transaction that queued it commits;
 * after the commit the workers are told. An announcement that gets lost costs a moment: they also
 * look by themselves.
 */
@Injectable()
export class MailQueue implements EntitySubscriberInterface {
  private readonly logger = new Logger('Mail');
  private announcement: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly sql: Sql,
    private readonly transactions: Transactions,
  ) {
    dataSource.subscribers.push(this);
  }

  /** Queues a mail in the transaction that is open. */
  async add(kind: string, queued: Queued): Promise<void> {
    const { payload, lifetimeSeconds = LIFETIME_SECONDS, accountId = null } = queued;
    await this.sql.rows(ADD, [kind, payload, lifetimeSeconds, accountId]);
    this.transactions.runner!.data[QUEUED] = true;
  }

  /** Called by TypeORM. A NOTIFY inside the transaction would let such commits pass one by one. */
  afterTransactionCommit({ queryRunner }: TransactionCommitEvent): void {
    // TypeORM calls it for savepoints, too.
    if (queryRunner.isTransactionActive || queryRunner.data[QUEUED] !== true) return;
    delete queryRunner.data[QUEUED];
    this.announce();
  }

  /** Tells the workers of all processes that a mail is due. */
  announce(): void {
    this.announcement ??= setTimeout(() => {
      this.announcement = undefined;
      if (!this.dataSource.isInitialized) return; // the process is ending
      poolOf(this.dataSource)
        .query(`NOTIFY ${CHANNEL}`)
        .catch((error: Error) => this.logger.debug(`Not announced: ${errorMessage(error)}`));
    }, ANNOUNCE_EVERY_MS).unref();
  }
}
