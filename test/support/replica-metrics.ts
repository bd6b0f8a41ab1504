import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';
import type { Postgres } from './postgres.js';

/** A number that an instance tells of one of its replicas. */
export async function replicaMetric(
  api: Client,
  name: 'usable' | 'lag_seconds' | 'reads_total',
  { address }: Postgres,
): Promise<number> {
  const { text } = await api.get('/metrics');
  const start = `database_replica_${name}{replica="${address}"} `;
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(start))
      ?.slice(start.length),
  );
}

/** Waits until every instance reads from a replica, or until none does. */
export async function untilUsable(
  instances: readonly Client[],
  replica: Postgres,
  usable: boolean,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (const api of instances) {
    while ((await replicaMetric(api, 'usable', replica)) !== Number(usable)) {
      if (Date.now() > deadline) throw new Error(`${replica.address}: usable is not ${usable}`);
      await sleep(100);
    }
  }
}
