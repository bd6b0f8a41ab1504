import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Where a client stands with a limit. */
export interface Allowance {
  readonly limit: number;
  /** What is left; below 0 where it was exceeded. */
  readonly left: number;
  /** Seconds until all is there again. */
  readonly resetsIn: number;
}

/** A limit: `name` in the headers, and the seconds that it is about. */
interface Policy {
  readonly name: string;
  readonly window: number;
}

/**
 * Tells a client where it stands with a limit, beside the limits that it has been told already (the
 * IETF's draft on `RateLimit` header fields).
 */
export function tellAllowance(
  reply: FastifyReply,
  { name, window }: Policy,
  { limit, left, resetsIn }: Allowance,
): void {
  const add = (header: string, item: string): void => {
    const others = reply.getHeader(header) as string | undefined;
    void reply.header(header, others === undefined ? item : `${others}, ${item}`);
  };
  add('RateLimit-Policy', `"${name}";q=${limit};w=${window}`);
  add('RateLimit', `"${name}";r=${Math.max(left, 0)};t=${resetsIn}`);
}

export type TellAllowance = (policy: Policy, allowance: Allowance) => void;

/** {@link tellAllowance} of the request's answer, as a parameter. */
export const AllowanceTeller = createParamDecorator(
  (_: unknown, context: ExecutionContext): TellAllowance =>
    (policy, allowance) =>
      tellAllowance(context.switchToHttp().getResponse<FastifyReply>(), policy, allowance),
);
