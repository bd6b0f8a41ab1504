import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { Sql } from '../database/run/sql.js';
import { Transactions } from '../database/run/transactions.js';
import { emailForm } from '../http/input/address-fields.js';
import { foldCase } from '../http/input/text.js';
import type { Role } from '../http/routing/access.js';
import { Problem } from '../http/problems/problem.js';
import type { ProfileDto } from './dto/user.dto.js';
import { User } from './user.entity.js';
import { PROFILE } from './users.queries.js';
import { takenField, UnknownUserError } from './users.errors.js';

interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** Both are ASCII (see the field rules): for them this is Unicode's case folding. */
const KEY_OF_USERNAME = 'lower(user.username COLLATE "C")';
const KEY_OF_EMAIL = 'lower(user.email COLLATE "C")';

const LONGEST_LOGIN = 254;

/** What a username or an e-mail address is unique by. */
const keyOf = (login: string): string => foldCase(emailForm(login, LONGEST_LOGIN));

@Injectable()
export class UsersService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly sql: Sql,
    private readonly transactions: Transactions,
  ) {}

  /**
   * @param alongside what else belongs to the transaction
   * @throws {Problem} 409 that names the username, the e-mail address or both as taken
   */
  async create(
    user: NewUser,
    alongside: () => Promise<void> = async () => undefined,
  ): Promise<User> {
    try {
      return await this.transactions.run(async (manager) => {
        const created = await manager.save(manager.create(User, user));
        await alongside();
        return created;
      });
    } catch (error) {
      const taken = takenField(error);
      if (taken === undefined) throw error;
      // PostgreSQL stops at the first index; the client is told of both at once.
      const email = { field: 'email', message: taken.message };
      const both = taken.field === 'username' && (await this.findByLogin(user.email)) !== null;
      throw Problem.taken(both ? [taken, email] : [taken]);
    }
  }

  /** @param login a username or an e-mail address, in any case; the two cannot be confused */
  findByLogin(login: string): Promise<User | null> {
    return this.users
      .createQueryBuilder('user')
      .where(`${KEY_OF_USERNAME} = :key OR ${KEY_OF_EMAIL} = :key`, { key: keyOf(login) })
      .getOne();
  }

  find(id: number): Promise<User | null> {
    return this.users.findOneBy({ id });
  }

  /**
   * Finds a user and locks their row until the transaction ends.
   *
   * @param email in any case
   */
  lockByEmail(manager: EntityManager, email: string): Promise<User | null> {
    return manager
      .createQueryBuilder(User, 'user')
      .where(`${KEY_OF_EMAIL} = :key`, { key: keyOf(email) })
      .setLock('for_no_key_update')
      .getOne();
  }

  /** Locks a user's row until the transaction ends: changes to one account are made one by one. */
  lock(manager: EntityManager, id: number): Promise<User | null> {
    return manager.findOne(User, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** @throws {Problem} 409 that names the field that another user holds */
  async change(manager: EntityManager, id: number, changes: Partial<User>): Promise<void> {
    try {
      await manager.update(User, { id }, changes);
    } catch (error) {
      const taken = takenField(error);
      throw taken === undefined ? error : Problem.taken([taken]);
    }
  }

  /** Deletes a user; triggers see to what was theirs. */
  async remove(manager: EntityManager, id: number): Promise<void> {
    await manager.delete(User, { id });
  }

  /** @throws {Problem} 404 */
  async profile(id: number): Promise<ProfileDto> {
    const row = await this.sql.row<ProfileDto>(PROFILE, [id]);
    if (row === undefined) throw Problem.notFound('There is no such user.');
    return row;
  }

  /** Where confirmations for a user go; `undefined` once the account is gone. */
  async emailOf(id: number): Promise<string | undefined> {
    const user = await this.users.findOne({ where: { id }, select: { id: true, email: true } });
    return user?.email;
  }

  /**
   * @returns the user's id
   * @throws {UnknownUserError}
   */
  async setRole(username: string, role: Role): Promise<number> {
    const { raw } = await this.users
      .createQueryBuilder()
      .update({ role })
      .where('lower(username COLLATE "C") = :key', { key: keyOf(username) })
      .returning('id')
      .execute();
    const [changed] = raw as { id: number }[];
    if (changed === undefined) throw new UnknownUserError(username);
    return changed.id;
  }

  /** @throws {UnknownUserError} */
  async idOf(username: string): Promise<number> {
    const user = await this.findByLogin(username);
    if (user === null) throw new UnknownUserError(username);
    return user.id;
  }
}
