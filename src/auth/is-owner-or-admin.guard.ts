import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import {
  ACCESS,
  OWNERS,
  type Access,
  type AuthenticatedRequest,
  type OwnerLookup,
  routeFact,
} from '../http/routing/access.js';
import { parseId } from '../http/input/parameters.js';
import { Problem } from '../http/problems/problem.js';

interface Rules {
  /** Who knows the owner; `undefined` where anybody may. */
  readonly lookup: Type<OwnerLookup> | undefined;
  readonly access: Access;
}

/**
 * Lets the owner of what `:id` names through, and admins except where a route is the owner's alone;
 * the original's `HeHasPermission`.
 */
@Injectable()
export class IsOwnerOrAdminGuard implements CanActivate {
  private readonly rulesOf: (context: ExecutionContext) => Rules;

  constructor(
    reflector: Reflector,
    private readonly modules: ModuleRef,
  ) {
    this.rulesOf = routeFact((handler) => ({
      lookup: reflector.get<Type<OwnerLookup> | undefined>(OWNERS, handler),
      access: reflector.get<Access>(ACCESS, handler),
    }));
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { lookup, access } = this.rulesOf(context);
    return lookup === undefined || this.isAllowed(context, lookup, access);
  }

  private async isAllowed(
    context: ExecutionContext,
    lookup: Type<OwnerLookup>,
    access: Access,
  ): Promise<boolean> {
    const { user, params } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const id = parseId((params as { id?: string }).id);
    const owner =
      id === undefined ? undefined : await this.modules.get(lookup, { strict: false }).ownerOf(id);
    if (owner === undefined) throw Problem.notFound();
    if (owner === user?.id) return true;
    if (access === 'IsOwner') throw new Problem('forbidden', 'Only its author may do this.');
    if (user?.role === 'admin') return true;
    throw new Problem('forbidden', 'Only its creator or an admin may do this.');
  }
}
