import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { QUEUE_SCHEMA } from '../database/migrate.js';

/** The queue's task that sends mails. */
export const MAIL_TASK = 'mail';

/** With the queue's waits, which grow to six hours, the last attempt comes after about a day. */
const MAX_ATTEMPTS = 14;

/** What a mail job holds: no address, which is looked up when it is sent. */
export interface MailJob {
  readonly kind: string;
  /** The left part of the `Message-ID`: the same at every attempt. */
  readonly message: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

@Injectable()
export class MailQueue {
  /**
   * Queues a mail. It is sent if, and only if, the transaction commits.
   *
   * @param manager of that transaction
   */
  async add(manager: EntityManager, kind: string, payload: MailJob['payload']): Promise<void> {
    const job: MailJob = { kind, message: randomUUID(), payload };
    await manager.query(
      `SELECT ${QUEUE_SCHEMA}.add_job($1, payload := $2::json, max_attempts := $3)`,
      [MAIL_TASK, JSON.stringify(job), MAX_ATTEMPTS],
    );
  }
}
