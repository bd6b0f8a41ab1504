import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import {
  ACCESS,
  OWNERS,
  type Access,
  type AuthenticatedRequest,
  type OwnerLookup,
} from '../http/access.js';
import { parseId } from '../http/id.param.js';
import { Problem } from '../http/problems/problem.js';

/**
 * Lets the owner of what `:id` names through, and admins except where a route is the owner's alone;
 * the original's `HeHasPermission`.
 */
@Injectable()
export class IsOwnerOrAdminGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const lookup = this.reflector.get<Type<OwnerLookup> | undefined>(OWNERS, context.getHandler());
    if (lookup === undefined) return true;
    const { user, params } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const id = parseId((params as { id?: string }).id);
    const owner =
      id === undefined ? undefined : await this.modules.get(lookup, { strict: false }).ownerOf(id);
    if (owner === undefined) throw Problem.notFound();
    if (owner === user?.id) return true;
    const access = this.reflector.get<Access>(ACCESS, context.getHandler());
    if (access === 'IsOwner') throw new Problem('forbidden', 'Only its author may do this.');
    if (user?.role === 'admin') return true;
    throw new Problem('forbidden', 'Only its creator or an admin may do this.');
  }
}
