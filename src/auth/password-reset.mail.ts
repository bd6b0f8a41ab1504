import { Inject, Injectable } from '@nestjs/common';
import { LessThan, MoreThan, type EntityManager } from 'typeorm';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { Secrets } from '../config/secrets.js';
import { Transactions } from '../database/run/transactions.js';
import { Origin } from '../http/edge/origin.js';
import {
  MailComposers,
  type Letter,
  type MailComposer,
  type MailFacts,
} from '../mail/mail.composers.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { PasswordReset } from './password-reset.entity.js';
import { RESET_SECONDS, resetToken, resetTokenHash } from './reset-token.js';

export const PASSWORD_RESET = 'password-reset';

/** Mails to one account within {@link PERIOD_MS}, so that nobody's mailbox can be flooded. */
const MAILS_IN_PERIOD = 3;
const PERIOD_MS = 3_600_000;

/** The mail with the token. Whether there is an account at all is found out here. */
@Injectable()
export class PasswordResetMail implements MailComposer<{ readonly email: string }> {
  constructor(
    composers: MailComposers,
    private readonly transactions: Transactions,
    private readonly users: UsersService,
    private readonly origin: Origin,
    @Inject(CONFIG) private readonly config: Config,
    private readonly secrets: Secrets,
  ) {
    composers.register(PASSWORD_RESET, this);
  }

  async compose(
    { email }: { readonly email: string },
    { message, queuedAt }: MailFacts,
  ): Promise<Letter | undefined> {
    const token = resetToken(this.secrets.current, message);
    const reset = {
      message,
      tokenHash: resetTokenHash(token),
      expiresAt: new Date(queuedAt.getTime() + RESET_SECONDS * 1000),
    };
    const user = await this.grant(email, reset);
    if (user === undefined) return undefined;
    const endpoint = `${this.origin.configured}/password/reset/`;
    const page = this.config.passwordResetUrl ?? endpoint;
    return passwordResetLetter({ to: user.email, username: user.username, token, page, endpoint });
  }

  /** @returns whose password the mail may change; `undefined` where it is not to be sent */
  private grant(
    email: string,
    reset: Pick<PasswordReset, 'message' | 'tokenHash' | 'expiresAt'>,
  ): Promise<User | undefined> {
    return this.transactions.run(async (manager) => {
      // Locked, so that mails to one account are counted one after the other.
      const user = await this.users.lockByEmail(manager, email);
      if (user === null || reset.expiresAt <= new Date()) return undefined;
      const earlier = await manager.findOneBy(PasswordReset, { message: reset.message });
      if (earlier !== null) {
        // A repeated attempt; should the secret have changed since, so has the token.
        await manager.update(PasswordReset, { message: reset.message }, reset);
        return earlier.usedAt === null ? user : undefined;
      }
      return (await isOneMore(manager, user, reset)) ? user : undefined;
    });
  }
}

async function isOneMore(
  manager: EntityManager,
  { id: userId }: User,
  reset: Pick<PasswordReset, 'message' | 'tokenHash' | 'expiresAt'>,
): Promise<boolean> {
  const start = new Date(Date.now() - PERIOD_MS);
  await manager.delete(PasswordReset, { userId, createdAt: LessThan(start) });
  const recent = await manager.countBy(PasswordReset, { userId, createdAt: MoreThan(start) });
  if (recent >= MAILS_IN_PERIOD) return false;
  await manager.insert(PasswordReset, { ...reset, userId });
  return true;
}

interface ResetLetter {
  readonly to: string;
  readonly username: string;
  readonly token: string;
  /** Where a browser goes. */
  readonly page: string;
  /** Where a program goes. */
  readonly endpoint: string;
}

/**
 * The token stands behind `#`, which browsers keep to themselves: no server logs it. Made by `URL`,
 * the link has no sign that would need escaping between quotes.
 */
export const passwordResetLetter = ({ to, page, ...shown }: ResetLetter): Letter => ({
  to,
  subject: 'Choose a new password',
  context: {
    ...shown,
    link: new URL(`#token=${shown.token}`, page).href,
    minutes: RESET_SECONDS / 60,
  },
});
