import { randomUUID, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { CurrentUser } from '../http/routing/access.js';
import { unauthorized } from './auth.errors.js';
import { SessionsService, type TokenClaims } from './sessions.service.js';
import { TokenKeys, type TokenHeader } from './token-keys.js';

/** RFC 7518 name of HMAC with SHA-256; the only algorithm that a token may name. */
export const JWT_ALGORITHM = 'HS256';
export const JWT_ISSUER = 'movie-api';

/** `Bearer` as RFC 6750 has it, or the original API's `Token`. */
export function tokenOf(request: Pick<FastifyRequest, 'headers'>): string | null {
  const match = /^(?:Bearer|Token) +(\S+) *$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

/** Checks a token's signature and age, then asks the database whether its session is still there. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    keys: TokenKeys,
    private readonly sessions: SessionsService,
  ) {
    const options: StrategyOptionsWithoutRequest = {
      jwtFromRequest: tokenOf as unknown as StrategyOptionsWithoutRequest['jwtFromRequest'],
      secretOrKeyProvider: (_request: unknown, token: string, done) => {
        // Passport hands this on to jsonwebtoken, which calls it with the header it has read anyway.
        const keyOf = (header: TokenHeader, answer: (error: null, key: KeyObject) => void): void =>
          answer(null, keys.of(header, token));
        done(null, keyOf as unknown as Buffer);
      },
      algorithms: [JWT_ALGORITHM],
      issuer: JWT_ISSUER,
    };
    super(options);
    // Passport knows strategies by name, for the whole process: each application has one of its own.
    this.name = `jwt-${randomUUID()}`;
    passport.use(this);
  }

  /** Called by Passport with the claims of a token that is genuine and not expired. */
  async validate(claims: TokenClaims): Promise<CurrentUser> {
    const user = await this.sessions.userOf(claims);
    if (user === undefined) throw unauthorized('revoked');
    return user;
  }
}
