import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PERMISSION, TOKEN_IGNORED_EXTENSION } from '../openapi/document.types.js';

/**
 * What decorators say of a route, read once: reflection looks through all prototypes at every call.
 *
 * @param read from the route's handler and controller
 */
export function routeFact<T>(
  read: (handler: Function, controller: Function) => T,
): (context: ExecutionContext) => T {
  const known = new WeakMap<Function, Map<Function, T>>();
  return (context) => {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    let facts = known.get(handler);
    if (facts === undefined) known.set(handler, (facts = new Map()));
    if (!facts.has(controller)) facts.set(controller, read(handler, controller));
    return facts.get(controller)!;
  };
}

/** Who may call a route: the permission classes of the original API by their names, and one more. */
export type Access =
  'AllowAny' | 'IsAuthenticated' | 'IsAuthenticatedOrReadOnly' | 'IsOwnerOrAdmin' | 'IsOwner';

export type Role = 'user' | 'admin';

/** Who sent a request, as its token's session says. */
export interface CurrentUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly sessionId: number;
}

/** Knows to whom the objects of one kind belong. */
export interface OwnerLookup {
  /**
   * @param id from the path
   * @returns the owner's id, `null` for an object without one, `undefined` where there is none
   */
  ownerOf(id: number): Promise<number | null | undefined>;
}

export const ACCESS = Symbol('access');
export const OWNERS = Symbol('owners');
export const TOKEN_IGNORED = Symbol('token ignored');

/** For the guards, and as `x-permission` for the reader of the OpenAPI document. */
const allows = (access: Access): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, access), ApiExtension(PERMISSION, access));

/** Anyone may call it. Without an access decorator a route asks for a valid token. */
export const Public = (): MethodDecorator & ClassDecorator => allows('AllowAny');

/** Anyone may read, writing asks for a valid token. */
export const IsAuthenticatedOrReadOnly = (): MethodDecorator & ClassDecorator =>
  allows('IsAuthenticatedOrReadOnly');

/**
 * Only the owner of the object that `:id` names, and admins.
 *
 * @param lookup the provider that knows the owner
 */
export const IsOwnerOrAdmin = (lookup: Type<OwnerLookup>): MethodDecorator =>
  applyDecorators(allows('IsOwnerOrAdmin'), SetMetadata(OWNERS, lookup));

/** The route does not look at the token, so that a bad one cannot bar the way to a new start. */
export const TokenIgnored = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    Public(),
    SetMetadata(TOKEN_IGNORED, true),
    ApiExtension(TOKEN_IGNORED_EXTENSION, true),
  );

/** As {@link IsOwnerOrAdmin}, without the admins. */
export const IsOwner = (lookup: Type<OwnerLookup>): MethodDecorator =>
  applyDecorators(allows('IsOwner'), SetMetadata(OWNERS, lookup));

export type AuthenticatedRequest = FastifyRequest & { user?: CurrentUser };

/** The signed-in user; `undefined` for the anonymous where a route allows them. */
export const Viewer = createParamDecorator(
  (_: unknown, context: ExecutionContext): CurrentUser | undefined =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().user,
);
