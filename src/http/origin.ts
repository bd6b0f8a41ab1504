import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';

/** A host, or an IPv6 address in brackets, and perhaps a port: nothing that needs escaping. */
const SAFE_HOST = /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** The scheme, host and port under which clients know this API: the start of every link. */
@Injectable()
export class Origin {
  /** For what has no request: mails, and requests that name no usable host. */
  readonly configured: string;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    this.configured = config.publicUrl ?? `http://${host}:${config.port}`;
  }

  /** `PUBLIC_URL`, else what the request was sent to (through a trusted proxy: what that says). */
  of(request: FastifyRequest): string {
    if (this.config.publicUrl !== undefined) return this.config.publicUrl;
    const { host, protocol } = request;
    return SAFE_HOST.test(host) ? `${protocol}://${host}` : this.configured;
  }
}
