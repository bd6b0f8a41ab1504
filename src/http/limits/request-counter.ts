import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../config/config.module.js';
import type { Config } from '../../config/environment.js';
import { Housekeeping } from '../../database/background/housekeeping.js';
import { Sql } from '../../database/run/sql.js';
import { prepared } from '../../database/run/statement.js';
import { type Allowance, tellAllowance } from './allowance.js';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../problems/problem.js';
import { clientAddress } from './client-address.js';
import { isExempt, isUncounted } from './exempt-paths.js';

const MINUTE_MS = 60_000;
/** Clients that are counted at once; a flood of addresses beyond is for a firewall. */
const MOST_CLIENTS = 50_000;

/** Adds what this instance has counted, and answers what all have: `$1` clients, `$2` minute, `$3` requests. */
const SHARE = prepared(`
  INSERT INTO request_counts AS total (client, minute, requests)
  SELECT client, $2, requests FROM unnest($1::text[], $3::int[]) AS counted (client, requests)
  ORDER BY client
  ON CONFLICT ON CONSTRAINT request_counts_pkey DO UPDATE
    SET requests = total.requests + excluded.requests
  RETURNING client, requests
`);

const FORGET = prepared('DELETE FROM request_counts WHERE minute < $1');

interface Count {
  /** Of all instances, as of the last exchange. */
  shared: number;
  /** Since then, here. */
  fresh: number;
}

/**
 * Counts each client's requests in the minute of the clock. In memory, so that no request waits for
 * it; each second the instances add up what they have counted.
 */
@Injectable()
export class RequestCounter {
  private minute = 0;
  private clients = new Map<string, Count>();

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'rateLimitPerMinute'>,
    private readonly sql: Sql,
    housekeeping: Housekeeping,
  ) {
    if (config.rateLimitPerMinute === 0) return;
    housekeeping.oftenAndLast(() => this.share());
    housekeeping.seldom(async () => void (await sql.rows(FORGET, [currentMinute() - 1])));
  }

  /** Counts one request. */
  count(client: string): Allowance {
    const minute = currentMinute();
    if (minute !== this.minute) {
      this.minute = minute;
      this.clients = new Map();
    }
    const count = this.clients.get(client) ?? { shared: 0, fresh: 0 };
    if (count.shared + count.fresh > 0 || this.clients.size < MOST_CLIENTS) {
      count.fresh += 1;
      this.clients.set(client, count);
    }
    const limit = this.config.rateLimitPerMinute;
    return {
      limit,
      left: limit - count.shared - count.fresh,
      resetsIn: Math.ceil(((minute + 1) * MINUTE_MS - Date.now()) / 1000),
    };
  }

  private async share(): Promise<void> {
    const { minute, clients } = this;
    const entries = [...clients].filter(([, { fresh }]) => fresh > 0);
    if (entries.length === 0) return;
    const counted = entries.map(([, { fresh }]) => fresh);
    const rows = await this.sql.rows<{ client: string; requests: number }>(SHARE, [
      entries.map(([client]) => client),
      minute,
      counted,
    ]);
    entries.forEach(([, count], index) => (count.fresh -= counted[index]!));
    for (const { client, requests } of rows) clients.get(client)!.shared = requests;
  }
}

const currentMinute = (): number => Math.floor(Date.now() / MINUTE_MS);

/** Limits each client's requests a minute, and tells it where it stands. */
export function limitRequests(fastify: FastifyInstance, counter: RequestCounter): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    if (isExempt(request.routeOptions.url) || isUncounted(request)) return next();
    const allowance = counter.count(clientAddress(request));
    tellAllowance(reply, { name: 'default', window: 60 }, allowance);
    const { limit, left, resetsIn } = allowance;
    if (left >= 0) return next();
    next(
      new Problem('too-many-requests', `At most ${limit} requests a minute: wait ${resetsIn} s.`, {
        headers: { 'Retry-After': String(resetsIn) },
      }),
    );
  });
}
