import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import {
  ACCESS,
  TOKEN_IGNORED,
  type Access,
  type AuthenticatedRequest,
  routeFact,
} from '../http/routing/access.js';
import { Problem } from '../http/problems/problem.js';
import { unauthorized } from './auth.errors.js';
import { JwtStrategy } from './jwt.strategy.js';

interface Rules {
  readonly tokenIgnored: boolean;
  readonly access: Access | undefined;
}

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Deny by default: a route without an access decorator needs a valid token. A token that is sent
 * must be good even where none is needed, so that a client learns at once that it is signed out.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard() {
  private readonly rulesOf: (context: ExecutionContext) => Rules;

  constructor(reflector: Reflector, strategy: JwtStrategy) {
    super({ defaultStrategy: strategy.name });
    this.rulesOf = routeFact((...targets) => ({
      tokenIgnored: reflector.getAllAndOverride<boolean>(TOKEN_IGNORED, targets),
      access: reflector.getAllAndOverride<Access | undefined>(ACCESS, targets),
    }));
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { tokenIgnored, access } = this.rulesOf(context);
    if (tokenIgnored) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (request.headers.authorization) return super.canActivate(context) as Promise<boolean>;
    const open =
      access === 'AllowAny' ||
      (access === 'IsAuthenticatedOrReadOnly' && READING.includes(request.method));
    if (!open) throw unauthorized('missing');
    return true;
  }

  /** Passport's verdict. `info` is jsonwebtoken's error, where the token itself is at fault. */
  override handleRequest<T>(error: unknown, user: T | false, info: unknown): T {
    if (error) throw error;
    if (user) return user;
    if (info instanceof Problem) throw info;
    throw unauthorized((info as Error)?.name === 'TokenExpiredError' ? 'expired' : 'malformed');
  }
}
