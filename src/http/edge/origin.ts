import type { Server } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG } from '../../config/config.module.js';
import type { Config } from '../../config/environment.js';

/** A name or an IPv4 address, or an IPv6 address in brackets, with or without a port. */
const HOST = /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{0,5})?$/;

/** Whether a `Host` or `X-Forwarded-Host` can stand in a link as it is. */
export const isHost = (text: string): boolean => HOST.test(text) && URL.canParse(`http://${text}`);

/**
 * `http` or `https`: what a trusted proxy says in `X-Forwarded-Proto` (of several, what the nearest one
 * says), else the connection's own, which is always `http`.
 */
export const schemeOf = ({ protocol }: Pick<FastifyRequest, 'protocol'>): 'http' | 'https' =>
  /^https$/i.test(protocol) ? 'https' : 'http';

/**
 * The start of links where no request says it: `PUBLIC_URL`, else where the server listens.
 *
 * @param listening the port that it really has: `PORT` may be 0, which is any
 */
function configuredOrigin(
  { publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  listening: number | undefined,
): string {
  if (publicUrl !== undefined) return publicUrl;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port || (listening ?? port)}`;
}

/** The scheme, host and port under which clients know this API: the start of every link. */
@Injectable()
export class Origin {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly adapters: HttpAdapterHost,
  ) {}

  /** For what has no request: mails, and requests that name no usable host. */
  get configured(): string {
    return configuredOrigin(this.config, this.listeningPort());
  }

  /** `PUBLIC_URL`, else what the request was sent to (through a trusted proxy: what that says). */
  of(request: FastifyRequest): string {
    if (this.config.publicUrl !== undefined) return this.config.publicUrl;
    const host = [request.host, request.headers.host ?? ''].find(isHost);
    return host === undefined ? this.configured : `${schemeOf(request)}://${host}`;
  }

  /** None in a process that only sends mails, and before the server listens. */
  private listeningPort(): number | undefined {
    const server = this.adapters.httpAdapter?.getHttpServer() as Server | undefined;
    const address = server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }
}
