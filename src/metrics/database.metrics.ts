import { Injectable } from '@nestjs/common';
import type { Aggregator } from 'prom-client';
import {
  DatabaseMetrics,
  type ConnectionCounts,
  type ReplicaState,
} from '../database/database-metrics.js';
import { MetricsRegistry } from './metrics.registry.js';

/** The connections of each pool. */
const GAUGES: readonly [name: string, help: string, value: keyof ConnectionCounts][] = [
  ['database_pool_connections', 'Open connections to the database.', 'open'],
  ['database_pool_idle_connections', 'Open connections that are not in use.', 'idle'],
  ['database_pool_waiting', 'Statements and transactions that wait for a connection.', 'waiting'],
];

/** Each read replica; none of these without one. */
const OF_REPLICAS: readonly [
  name: string,
  help: string,
  type: 'gauge' | 'counter',
  aggregator: Aggregator,
  value: (state: ReplicaState) => number,
][] = [
  [
    'database_replica_usable',
    'Whether the replica is in use.',
    'gauge',
    'min',
    ({ usable }) => Number(usable),
  ],
  [
    'database_replica_lag_seconds',
    'Seconds by which the replica is behind.',
    'gauge',
    'max',
    ({ lagSeconds }) => lagSeconds,
  ],
  [
    'database_replica_reads_total',
    'Statements that the replica has answered.',
    'counter',
    'sum',
    ({ reads }) => reads,
  ],
];

/** Tells Prometheus what the database code has counted. Asks the database nothing. */
@Injectable()
export class DatabaseMetricsExport {
  constructor(metrics: MetricsRegistry, source: DatabaseMetrics) {
    for (const [name, help, part] of GAUGES) {
      metrics.add({ name, help, type: 'gauge', aggregator: 'sum' }, () =>
        source.connections().map(([pool, counts]) => ({ labels: { pool }, value: counts[part] })),
      );
    }
    for (const [name, help, type, aggregator, value] of OF_REPLICAS) {
      metrics.add({ name, help, type, aggregator }, () =>
        source
          .replicas()
          .map((state) => ({ labels: { replica: state.name }, value: value(state) })),
      );
    }
    metrics.add(
      {
        name: 'database_errors_total',
        help: 'Statements that failed, by reason; each attempt of one that is repeated.',
        type: 'counter',
        aggregator: 'sum',
      },
      () => Object.entries(source.errors).map(([kind, value]) => ({ labels: { kind }, value })),
    );
  }
}
