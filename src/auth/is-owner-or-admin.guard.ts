import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { OWNERS, type AuthenticatedRequest, type OwnerLookup } from '../http/access.js';
import { parseId } from '../http/id.param.js';
import { Problem } from '../http/problems/problem.js';

/** Lets the owner of what `:id` names, and admins, through; the original's `HeHasPermission`. */
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
    if (user?.role !== 'admin' && owner !== user?.id) {
      throw new Problem('forbidden', 'Only its creator or an admin may do this.');
    }
    return true;
  }
}
