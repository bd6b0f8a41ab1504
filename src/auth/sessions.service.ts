import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { InjectRepository } from '@nestjs/typeorm';
import { Not, Repository, type EntityManager } from 'typeorm';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { prepared, Sql } from '../database/sql.js';
import type { CurrentUser, Role } from '../http/access.js';
import type { User } from '../users/user.entity.js';
import { Session } from './session.entity.js';

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
}

const LIVE_SESSION = prepared(`
  SELECT users.id, users.username, users.email, users.role, users.created_at
  FROM sessions JOIN users ON users.id = sessions.user_id
  WHERE sessions.id = $1 AND sessions.key = $2 AND sessions.user_id = $3
    AND sessions.expires_at > now()
`);

/**
 * Waits for a change of the password that is under way (`FOR SHARE`), and then opens nothing: that
 * change ends all sessions, and must not miss one.
 */
const OPEN_SESSION = prepared(`
  INSERT INTO sessions (user_id, user_agent, expires_at)
  SELECT id, $3::text, $4::timestamptz FROM users WHERE id = $1 AND password_hash = $2 FOR SHARE
  RETURNING id, key
`);

/** Code points of a User-Agent that are kept: enough to know a browser by. */
const USER_AGENT_LENGTH = 255;

@Injectable()
export class SessionsService {
  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    @Inject(CONFIG) private readonly config: Config,
    private readonly jwt: JwtService,
    private readonly sql: Sql,
  ) {}

  /**
   * Signs a user in: stores the session and issues the token that is bound to it.
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
    const row = await this.sql.row<{ id: number; key: string }>(OPEN_SESSION, [
      userId,
      passwordHash,
      printable(userAgent),
      expiresAt,
    ]);
    if (row === undefined) return undefined;
    const { id, key } = row;
    const claims = { sub: String(userId), sid: id, jti: key, exp: expiresAt.getTime() / 1000 };
    return { token: await this.jwt.signAsync(claims), expiresAt };
  }

  /** @returns the session's user, or `undefined` once it has ended, on whichever instance */
  async userOf({ sub, sid, jti }: TokenClaims): Promise<CurrentUser | undefined> {
    const row = await this.sql.row<SessionRow>(LIVE_SESSION, [sid, jti, sub]);
    if (row === undefined) return undefined;
    const { created_at: createdAt, ...user } = row;
    return { ...user, createdAt, sessionId: sid };
  }

  /** Ends one session. Its token is 401 from the moment this returns. */
  async end(sessionId: number): Promise<void> {
    await this.sessions.delete({ id: sessionId });
  }

  /** Ends all sessions of a user, or all but one. */
  async endAll(
    manager: EntityManager,
    userId: number,
    { except }: { readonly except?: number } = {},
  ): Promise<void> {
    await manager.delete(Session, { userId, ...(except === undefined ? {} : { id: Not(except) }) });
  }

  /** Removes what has expired by itself. */
  async removeExpired(): Promise<void> {
    await this.sessions.createQueryBuilder().delete().where('expires_at <= now()').execute();
  }
}

function printable(userAgent: string | undefined): string | null {
  if (userAgent === undefined) return null;
  return [...userAgent.toWellFormed().replaceAll('\0', '')].slice(0, USER_AGENT_LENGTH).join('');
}
