import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest, FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { Logger } from 'pino';

/** Bits of an IPv6 address that a provider gives to one customer (RFC 6177): the rest is theirs to change. */
const IPV6_PREFIX = 64;

/** What most sockets have; anything else is looked at closely. */
const PLAIN_IPV4 = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/;

const PORT_BEHIND = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;

/**
 * By whom a request is counted: the address it came from, or that a trusted proxy says it came from
 * (`TRUST_PROXY`). Of IPv6 the network, lest every request comes from a fresh address.
 */
export function clientAddress({ ip: given }: Pick<FastifyRequest, 'ip'>): string {
  if (PLAIN_IPV4.test(given)) return given;
  // Some proxies add the port, which is another one each time.
  const ip = PORT_BEHIND.exec(given)?.slice(1).find(Boolean) ?? given;
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip); // an IPv4 address in IPv6's clothes is IPv4
  if (address.kind() === 'ipv4') return address.toString();
  const bytes = address.toByteArray().map((byte, index) => (index < IPV6_PREFIX / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${IPV6_PREFIX}`;
}

/** The network of a {@link clientAddress}, for logs: it tells where many come from, and nobody's address. */
export function networkOf(address: string): string {
  const [ip = ''] = address.split('/');
  const { IPv4, IPv6 } = ipaddr;
  if (IPv4.isValid(ip)) return `${IPv4.networkAddressFromCIDR(`${ip}/24`).toString()}/24`;
  if (IPv6.isValid(ip)) return `${IPv6.networkAddressFromCIDR(`${ip}/48`).toString()}/48`;
  return 'unknown';
}

/** The {@link clientAddress} of the request, as a parameter. */
export const ClientAddress = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  clientAddress(context.switchToHttp().getRequest<FastifyRequest>()),
);

const WARNING =
  'A request has X-Forwarded-For or Forwarded, but does not come from an address in TRUST_PROXY. If it came through a proxy of yours, all its clients share one limit: set TRUST_PROXY to the address of the proxy.';

/** Warns once a process of a proxy that `TRUST_PROXY` does not name. */
export function warnOfUnnamedProxy(fastify: FastifyInstance, log: Logger): void {
  let hasWarned = false;
  fastify.addHook('onRequest', (request, _, next) => {
    if (!hasWarned && isForwardedByStranger(request)) {
      hasWarned = true;
      log.warn({ context: 'TRUST_PROXY' }, WARNING);
    }
    next();
  });
}

/** `ips` has the addresses that are believed: none without `TRUST_PROXY`, else the connection's first. */
const isForwardedByStranger = ({ headers, ips }: FastifyRequest): boolean =>
  headers['x-forwarded-for'] === undefined
    ? headers.forwarded !== undefined && ips === undefined
    : (ips?.length ?? 0) < 2;
