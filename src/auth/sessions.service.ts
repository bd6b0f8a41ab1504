import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Not, type EntityManager } from 'typeorm';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import type { ListRow } from '../paging/list.statement.js';
import type { Slice } from '../paging/slice.js';
import { Sql } from '../database/run/sql.js';
import { Transactions } from '../database/run/transactions.js';
import type { CurrentUser, Role } from '../http/routing/access.js';
import type { User } from '../users/user.entity.js';
import { Session } from './session.entity.js';
import {
  END_SESSION,
  LIVE_SESSION,
  LOCK_ACCOUNT,
  OPEN_SESSION,
  sessionsOf,
} from './sessions.queries.js';
import { SessionUse } from './session-use.js';

/** What a token says; the names are RFC 7519's, `sid` is OpenID Connect's session id. */
export interface TokenClaims {
  /** User id. */
  readonly sub: string;
  /** Session id. */
  readonly sid: number;
  /** Session key. */
  readonly jti: string;
}

/** A token and when it ends of itself. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

interface SessionRow {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly role: Role;
  readonly created_at: Date;
  readonly last_used_at: Date;
}

/** Code points of a User-Agent that are kept: enough to know a browser by. */
const USER_AGENT_LENGTH = 255;

@Injectable()
export class SessionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly jwt: JwtService,
    private readonly use: SessionUse,
    private readonly sql: Sql,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Signs a user in: stores the session and issues the token that is bound to it. Beyond
   * `MOST_SESSIONS` the longest unused one ends.
   *
   * @returns `undefined` if the password that was checked is not the account's any more
   */
  async open(
    { id: userId, passwordHash }: Pick<User, 'id' | 'passwordHash'>,
    userAgent: string | undefined,
  ): Promise<IssuedToken | undefined> {
    const ttl = this.config.jwtTtlSeconds;
    // Whole seconds, as a token's `exp` has them: both end at the same moment.
    const expiresAt = new Date((Math.floor(Date.now() / 1000) + ttl) * 1000);
    const row = await this.transactions.run(async () => {
      if ((await this.sql.row(LOCK_ACCOUNT, [userId, passwordHash])) === undefined)
        return undefined;
      const values = [userId, printable(userAgent), expiresAt];
      return this.sql.row<{ id: number; key: string }>(OPEN_SESSION, values);
    });
    if (row === undefined) return undefined;
    const { id, key } = row;
    const claims = { sub: String(userId), sid: id, jti: key, exp: expiresAt.getTime() / 1000 };
    return { token: await this.jwt.signAsync(claims), expiresAt };
  }

  /** @returns the session's user, or `undefined` once it has ended, on whichever instance */
  async userOf({ sub, sid, jti }: TokenClaims): Promise<CurrentUser | undefined> {
    const row = await this.sql.row<SessionRow>(LIVE_SESSION, [sid, jti, sub]);
    if (row === undefined) return undefined;
    const { created_at: createdAt, last_used_at: lastUsedAt, ...user } = row;
    this.use.note(sid, lastUsedAt);
    return { ...user, createdAt, sessionId: sid };
  }

  /** A user's sessions that have not expired, latest first. */
  async list(userId: number, current: number, slice: Slice): Promise<ListRow> {
    return (await this.sql.row<ListRow>(sessionsOf(userId, current, slice)))!;
  }

  /**
   * Ends one session. Its token is 401 from the moment this returns.
   *
   * @returns whether the user had it
   */
  async end(userId: number, sessionId: number): Promise<boolean> {
    return (await this.sql.row(END_SESSION, [sessionId, userId])) !== undefined;
  }

  /** Ends all sessions of a user, or all but one. */
  async endAll(
    manager: EntityManager,
    userId: number,
    { except }: { readonly except?: number } = {},
  ): Promise<void> {
    await manager.delete(Session, { userId, ...(except === undefined ? {} : { id: Not(except) }) });
  }
}

function printable(userAgent: string | undefined): string | null {
  if (userAgent === undefined) return null;
  return [...userAgent.toWellFormed().replaceAll('\0', '')].slice(0, USER_AGENT_LENGTH).join('');
}
