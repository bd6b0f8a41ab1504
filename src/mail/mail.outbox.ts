import { Injectable, Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { isDatabaseAway } from '../database/errors/failure.js';
import { MailComposers, type Letter } from './mail.composers.js';
import { MailDelivery, DeliveryError } from './mail.delivery.js';
import { BEGIN_DELIVERY, CLAIM, DROP, NOTE_DEAD, NOTE_RETRY, NOTE_SENT } from './mail.queries.js';
import { retryWait } from './retry-wait.js';

/** A mail that this process holds the lock of. */
interface ClaimedMail {
  readonly id: number;
  readonly kind: string;
  readonly message: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Those before this one. */
  readonly attempts: number;
  readonly queued_at: Date;
  /** Whether this attempt is the last, by the database's clock. */
  readonly is_last: boolean;
}

type Outcome =
  | { readonly outcome: 'sent' | 'dropped' }
  | { readonly outcome: 'retry' | 'dead'; readonly error: string; readonly waitSeconds: number };

const SLOTS = 16;

/** Takes mails out of the outbox, one at a time, in a transaction that lasts as long as the delivery. */
@Injectable()
export class MailOutbox {
  private readonly logger = new Logger('Mail');
  /** Accepted by the mail server, when the database went away before that could be noted. */
  private readonly acceptedUnnoted = new Set<string>();
  /** Ids of the mails that this process is sending. */
  private readonly underWay = new Set<number>();

  constructor(
    private readonly composers: MailComposers,
    private readonly delivery: MailDelivery,
  ) {}

  /**
   * Sends the first mail of the line, and notes how it went. A mail that is dropped uses up no place
   * of the pace: the next one goes in its stead.
   *
   * @param client used by nobody else meanwhile; discard it when this throws
   * @param onClaim called once a mail is found: there may be more
   * @param signal stops waiting for the mail server; the mail is then free for others
   * @returns whether there was one
   */
  async sendNext(client: PoolClient, onClaim: () => void, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      const outcome = await this.sendOne(client, onClaim, signal);
      if (outcome !== 'dropped') return outcome !== undefined;
    }
  }

  private async sendOne(
    client: PoolClient,
    onClaim: () => void,
    signal: AbortSignal,
  ): Promise<Outcome['outcome'] | undefined> {
    await client.query(BEGIN_DELIVERY);
    const { rows } = await client.query<ClaimedMail>({ ...CLAIM, values: [[...this.underWay]] });
    const [mail] = rows;
    if (mail === undefined) {
      await client.query('ROLLBACK');
      return undefined;
    }
    this.underWay.add(mail.id);
    onClaim();
    try {
      return await this.send(client, mail, signal);
    } finally {
      this.underWay.delete(mail.id);
    }
  }

  private async send(
    client: PoolClient,
    mail: ClaimedMail,
    signal: AbortSignal,
  ): Promise<Outcome['outcome']> {
    const began = performance.now();
    const outcome = await this.attempt(mail, signal);
    try {
      await note(client, mail, outcome);
      await client.query('COMMIT');
      this.acceptedUnnoted.delete(mail.message);
    } catch (error) {
      if (outcome.outcome === 'sent') this.acceptedUnnoted.add(mail.message);
      throw error;
    }
    this.log(mail, outcome, performance.now() - began);
    return outcome.outcome;
  }

  private async attempt(mail: ClaimedMail, signal: AbortSignal): Promise<Outcome> {
    if (this.acceptedUnnoted.has(mail.message)) return { outcome: 'sent' };
    try {
      const letter = await this.compose(mail);
      if (letter === undefined) return { outcome: 'dropped' };
      await unlessAborted(this.delivery.deliver(mail.kind, mail.message, letter), signal);
      return { outcome: 'sent' };
    } catch (error) {
      if (signal.aborted || isDatabaseAway(error)) throw error; // nobody's attempt: as if never begun
      return this.failed(mail, error);
    }
  }

  private compose({ kind, message, payload, queued_at }: ClaimedMail): Promise<Letter | undefined> {
    return this.composers.of(kind).compose(payload, { message, queuedAt: queued_at });
  }

  private failed(mail: ClaimedMail, error: unknown): Outcome {
    const ofDelivery = error instanceof DeliveryError;
    if (!ofDelivery) this.logger.error(error); // a mistake of ours: it may be mended within the day
    const text = ofDelivery ? error.message : 'could not be composed';
    const lasting = ofDelivery && error.lasting;
    return {
      outcome: lasting || mail.is_last ? 'dead' : 'retry',
      error: text,
      waitSeconds: retryWait(mail.attempts + 1),
    };
  }

  /** One line an attempt: what it was about, never to whom it went. */
  private log(mail: ClaimedMail, outcome: Outcome, ms: number): void {
    const line = {
      mail: mail.kind,
      mail_id: mail.id,
      movie_id: mail.payload['movie_id'],
      attempt: mail.attempts + 1,
      outcome: outcome.outcome,
      ...('error' in outcome ? { error: outcome.error } : {}),
      ms: Math.round(ms),
    };
    if (outcome.outcome === 'retry' || outcome.outcome === 'dead') this.logger.warn(line);
    else this.logger.log(line);
  }
}

async function note(client: PoolClient, { id }: ClaimedMail, outcome: Outcome): Promise<void> {
  const slot = Math.floor(Math.random() * SLOTS);
  switch (outcome.outcome) {
    case 'sent':
      return void (await client.query({ ...NOTE_SENT, values: [id, slot] }));
    case 'dropped':
      return void (await client.query({ ...DROP, values: [id] }));
    case 'retry': {
      const { waitSeconds, error } = outcome;
      return void (await client.query({ ...NOTE_RETRY, values: [id, slot, waitSeconds, error] }));
    }
    case 'dead':
      return void (await client.query({ ...NOTE_DEAD, values: [id, slot, outcome.error] }));
  }
}

/** Fails when the signal comes first, so that a hanging mail server does not keep the process. */
async function unlessAborted(delivery: Promise<void>, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const aborted = new Promise<never>((_, fail) => {
    const onAbort = (): void => fail(new Error('interrupted by the shutdown'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { signal: done.signal });
  });
  try {
    await Promise.race([delivery, aborted]);
  } finally {
    done.abort(); // one signal serves all deliveries: none may stay behind as its listener
    delivery.catch(() => undefined); // its end is of no more interest
  }
}
