import type { Server } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';

/** A host, or an IPv6 address in brackets, and perhaps a port: nothing that needs escaping. */
const SAFE_HOST = /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * The start of links where no request says it: `PUBLIC_URL`, else where the server listens.
 *
 * @param listening the port that it really has: `PORT` may be 0, which is any
 */
export function configuredOrigin(
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
    const { host, protocol } = request;
    return SAFE_HOST.test(host) ? `${protocol}://${host}` : this.configured;
  }

  /** None in a process that only sends mails, and before the server listens. */
  private listeningPort(): number | undefined {
    const server = this.adapters.httpAdapter?.getHttpServer() as Server | undefined;
    const address = server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }
}
