import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Transactions } from '../database/run/transactions.js';
import type { CurrentUser } from '../http/routing/access.js';
import { foldCase } from '../http/input/text.js';
import { Problem } from '../http/problems/problem.js';
import { MailQueue } from '../mail/mail.queue.js';
import { OwnUserDto } from '../users/dto/user.dto.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { EMAIL_CHANGED, PASSWORD_CHANGED } from './account-changed.mail.js';
import { reservedName, unauthorized, wrongCurrentPassword } from './auth.errors.js';
import type { UpdateAccountDto } from './dto/account.dto.js';
import { PasswordResetsService } from './password-resets.service.js';
import { hashPassword, isPassword } from './passwords.js';
import { SessionsService } from './sessions.service.js';
import { isReservedName } from './reserved-names.js';
import { SignInLimits } from './sign-in-limits.js';
import { isName, SHORTEST_PASSWORD, weakness } from './weak-passwords.js';

/** What a user does to their own account. */
@Injectable()
export class AccountService {
  constructor(
    private readonly transactions: Transactions,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly resets: PasswordResetsService,
    private readonly limits: SignInLimits,
    private readonly mail: MailQueue,
  ) {}

  /**
   * Changes name, address or password. Another password ends all other sessions; of another address
   * or password the old address is told.
   *
   * @throws {Problem} 400 for a missing or wrong `current_password`, a weak new one, or a name that is
   *   reserved or the password; 409 for a name or address that is taken; 429 after too many failures
   */
  async update(viewer: CurrentUser, input: UpdateAccountDto, address: string): Promise<OwnUserDto> {
    const before = await this.self(viewer);
    const { username, email, password, current_password: current } = input;
    const renames = username !== undefined && foldCase(username) !== foldCase(before.username);
    if (renames && isReservedName(username)) throw reservedName();
    if ([email, password, current].some((value) => value !== undefined)) {
      await this.confirm(before, current, address);
    }
    if (password === undefined) {
      if (renames && (await this.isOwnPassword(before, username, current, address))) {
        throw Problem.invalidField('username', 'must not be the password');
      }
      if (email !== undefined && isName(current!, email)) {
        throw Problem.invalidField('email', 'must not be the password');
      }
    } else {
      const complaint = await weakness(
        password,
        username ?? before.username,
        email ?? before.email,
      );
      if (complaint !== undefined) throw Problem.invalidField('password', complaint);
    }
    const passwordHash = password === undefined ? undefined : await hashPassword(password, address);
    const changes = definedOnly({ username, email, passwordHash });
    if (Object.keys(changes).length > 0) {
      await this.transactions.run((manager) =>
        this.write(manager, before, changes, viewer.sessionId),
      );
    }
    return OwnUserDto.of({ ...before, ...changes });
  }

  /**
   * Deletes the account with its sessions, likes and comments; a comment with replies leaves its
   * tombstone, and movies stay without a creator.
   *
   * @throws {Problem} 400 for a wrong `current_password`
   */
  async remove(viewer: CurrentUser, currentPassword: string, address: string): Promise<void> {
    const user = await this.self(viewer);
    await this.confirm(user, currentPassword, address);
    await this.transactions.run(async (manager) => {
      const now = await this.users.lock(manager, user.id);
      if (now === null) throw unauthorized('revoked'); // deleted meanwhile
      if (now.passwordHash !== user.passwordHash) throw wrongCurrentPassword(); // reset meanwhile
      await this.users.remove(manager, user.id);
    });
  }

  /** @throws {Problem} 401 for an account that was deleted while the request was under way */
  private async self(viewer: CurrentUser): Promise<User> {
    const user = await this.users.find(viewer.id);
    if (user === null) throw unauthorized('revoked');
    return user;
  }

  /** @throws {Problem} 400 on that field, 429 after too many failures */
  private async confirm(
    user: User,
    currentPassword: string | undefined,
    address: string,
  ): Promise<void> {
    if (currentPassword === undefined) {
      throw Problem.invalidField('current_password', 'is required to change this');
    }
    const right = await this.limits.attempt({ account: user.id, address }, async () =>
      (await isPassword(currentPassword, user.passwordHash, address)) ? true : undefined,
    );
    if (right === undefined) throw wrongCurrentPassword();
  }

  /** @param current the confirmed password; without it a name is tried, and counts as a guess does */
  private async isOwnPassword(
    user: User,
    name: string,
    current: string | undefined,
    address: string,
  ): Promise<boolean> {
    if (current !== undefined) return isName(current, name);
    if (name.length < SHORTEST_PASSWORD) return false;
    const right = await this.limits.attempt({ account: user.id, address }, async () => {
      for (const guess of new Set([name, name.toLowerCase()])) {
        if (await isPassword(guess, user.passwordHash, address)) return true;
      }
      return undefined;
    });
    return right === true;
  }

  private async write(
    manager: EntityManager,
    before: User,
    changes: Partial<User>,
    sessionId: number,
  ): Promise<void> {
    const now = await this.users.lock(manager, before.id);
    if (now === null) throw unauthorized('revoked'); // deleted meanwhile
    // What was confirmed must still hold: a reset may have come in between.
    const confirmed = changes.email !== undefined || changes.passwordHash !== undefined;
    if (confirmed && now.passwordHash !== before.passwordHash) throw wrongCurrentPassword();
    await this.users.change(manager, before.id, changes);
    const told = { payload: { username: before.username, email: now.email } };
    const newAddress = changes.email !== undefined && changes.email !== now.email;
    if (newAddress) await this.mail.add(EMAIL_CHANGED, told);
    if (changes.passwordHash !== undefined) {
      await this.sessions.endAll(manager, before.id, { except: sessionId });
      await this.mail.add(PASSWORD_CHANGED, told);
    }
    if (newAddress || changes.passwordHash !== undefined) {
      await this.resets.voidAll(manager, before.id);
    }
  }
}

const definedOnly = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
