import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { Transactions } from '../database/run/transactions.js';
import { checkInput } from '../http/input/validation.pipe.js';
import { Problem } from '../http/problems/problem.js';
import { MailQueue } from '../mail/mail.queue.js';
import { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { PASSWORD_CHANGED } from './account-changed.mail.js';
import { PASSWORD_RESET } from './password-reset.mail.js';
import { PasswordReset } from './password-reset.entity.js';
import { hashPassword } from './passwords.js';
import { RESET_SECONDS, resetTokenHash } from './reset-token.js';
import { SessionsService } from './sessions.service.js';
import { SignInLimits } from './sign-in-limits.js';
import { weakness } from './weak-passwords.js';
import { NewPasswordDto, type ResetPasswordDto } from './dto/account.dto.js';

/** A new password for those who have forgotten theirs. */
@Injectable()
export class PasswordResetsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly limits: SignInLimits,
    private readonly mail: MailQueue,
  ) {}

  /**
   * Queues the mail, and does not look whether anybody has the address: the work, and so the time,
   * is the same. Whoever sends the mail finds out.
   */
  async request(email: string): Promise<void> {
    await this.transactions.run(() =>
      this.mail.add(PASSWORD_RESET, {
        payload: { email },
        lifetimeSeconds: RESET_SECONDS,
      }),
    );
  }

  /**
   * Changes the password and ends all sessions. Of two requests with one token, one succeeds.
   *
   * @param address of the client
   * @throws {Problem} 400 for a token that is unknown, expired or used, and for a weak password,
   *   which leaves the token as it was
   */
  async reset({ token, password }: ResetPasswordDto, address: string): Promise<void> {
    const tokenHash = resetTokenHash(token);
    const user = await this.holder(tokenHash);
    await this.change(user, password, address, async (manager) => {
      if (!(await this.use(manager, tokenHash))) throw badToken();
    });
  }

  /**
   * Changes the password as an operator says, and ends all sessions.
   *
   * @throws {Problem} 400 for a password that nobody could register with, 404 for no such user
   */
  async set(userId: number, given: string): Promise<void> {
    const checked = checkInput(NewPasswordDto, { password: given });
    if ('errors' in checked) throw Problem.invalid(checked.errors);
    const user = await this.users.find(userId);
    if (user === null) throw Problem.notFound('There is no such user.');
    await this.change(user, checked.value.password, 'command', async () => {});
  }

  /** @param allow called within the transaction, before anything is changed */
  private async change(
    user: User,
    password: string,
    address: string,
    allow: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const complaint = await weakness(password, user.username, user.email);
    if (complaint !== undefined) throw Problem.invalidField('password', complaint);
    const passwordHash = await hashPassword(password, address);
    await this.transactions.run(async (manager) => {
      // The user's row first, as everywhere: two changes of one account come one after the other.
      await this.users.lock(manager, user.id);
      await allow(manager);
      await manager.update(User, { id: user.id }, { passwordHash });
      await this.sessions.endAll(manager, user.id);
      await this.voidAll(manager, user.id);
      await this.limits.forgive(user);
      const payload = { username: user.username, email: user.email };
      await this.mail.add(PASSWORD_CHANGED, { payload });
    });
  }

  /** Makes the tokens worthless that were mailed before the account changed. */
  async voidAll(manager: EntityManager, userId: number): Promise<void> {
    await manager.update(PasswordReset, { userId, usedAt: IsNull() }, { usedAt: new Date() });
  }

  private async holder(tokenHash: Buffer): Promise<User> {
    const found = await this.dataSource
      .getRepository(PasswordReset)
      .findOneBy({ tokenHash, usedAt: IsNull(), expiresAt: MoreThan(new Date()) });
    const user = found && (await this.users.find(found.userId));
    if (!user) throw badToken();
    return user;
  }

  /** @returns whether it was good until now */
  private async use(manager: EntityManager, tokenHash: Buffer): Promise<boolean> {
    const good = { tokenHash, usedAt: IsNull(), expiresAt: MoreThan(new Date()) };
    const { affected } = await manager.update(PasswordReset, good, { usedAt: new Date() });
    return affected === 1;
  }
}

const badToken = (): Problem =>
  Problem.invalidField('token', 'is unknown, expired or used: ask for a new mail');
