import { Injectable } from '@nestjs/common';

/** What one mail says, before it is rendered. */
export interface Letter {
  readonly to: string;
  /** Any text: the transport encodes it (RFC 2047) and folds it. */
  readonly subject: string;
  /** What the templates of its kind show. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** What a composer may know of the mail itself. */
export interface MailFacts {
  /** A UUID, the same at every attempt. */
  readonly message: string;
  readonly queuedAt: Date;
}

/** Turns a queued mail into a letter, at the time of sending. */
export interface MailComposer<Payload> {
  /** @returns `undefined` where there is nobody left to write to */
  compose(payload: Payload, facts: MailFacts): Promise<Letter | undefined>;
}

/**
 * The kinds of mail. Features register theirs, so that the mail module need not know them; a kind
 * is also the name of its templates.
 */
@Injectable()
export class MailComposers {
  private readonly byKind = new Map<string, MailComposer<unknown>>();

  register<Payload>(kind: string, composer: MailComposer<Payload>): void {
    this.byKind.set(kind, composer);
  }

  /** @throws where a newer version queued what this one does not know */
  of(kind: string): MailComposer<unknown> {
    const composer = this.byKind.get(kind);
    if (composer === undefined) throw new Error(`No mail of the kind ${kind} is known`);
    return composer;
  }
}
