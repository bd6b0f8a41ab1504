import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { ACCESS, TOKEN_IGNORED, type Access, type AuthenticatedRequest } from '../http/access.js';
import { Problem } from '../http/problems/problem.js';
import { unauthorized } from './auth.errors.js';

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Deny by default: a route without an access decorator needs a valid token. A token that is sent
 * must be good even where none is needed, so that a client learns at once that it is signed out.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.metadata<boolean>(context, TOKEN_IGNORED)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (request.headers.authorization) return super.canActivate(context) as Promise<boolean>;
    const access = this.metadata<Access>(context, ACCESS);
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

  private metadata<T>(context: ExecutionContext, key: symbol): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(key, [
      context.getHandler(),
      context.getClass(),
    ]);
  }
}
