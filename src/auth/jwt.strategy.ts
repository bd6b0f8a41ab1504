import { createSecretKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { SECRET } from '../config/config.module.js';
import type { CurrentUser } from '../http/access.js';
import { unauthorized } from './auth.errors.js';
import { SessionsService, type TokenClaims } from './sessions.service.js';

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
    @Inject(SECRET) secret: string,
    private readonly sessions: SessionsService,
  ) {
    const options: StrategyOptionsWithoutRequest = {
      jwtFromRequest: tokenOf as unknown as StrategyOptionsWithoutRequest['jwtFromRequest'],
      // As a text it would be tried as a public key first, for every token: a third of a like's cost.
      secretOrKey: createSecretKey(secret, 'utf8') as unknown as Buffer,
      algorithms: [JWT_ALGORITHM],
      issuer: JWT_ISSUER,
    };
    super(options);
  }

  /** Called by Passport with the claims of a token that is genuine and not expired. */
  async validate(claims: TokenClaims): Promise<CurrentUser> {
    const user = await this.sessions.userOf(claims);
    if (user === undefined) throw unauthorized('revoked');
    return user;
  }
}
