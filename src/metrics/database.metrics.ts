import { Injectable } from '@nestjs/common';
import { DatabaseMetrics, type ConnectionCounts } from '../database/database-metrics.js';
import { MetricsRegistry } from './metrics.registry.js';

/** The connections of each pool. */
const GAUGES: readonly [name: string, help: string, value: keyof ConnectionCounts][] = [
  ['database_pool_connections', 'Open connections to the database.', 'open'],
  ['database_pool_idle_connections', 'Open connections that nobody uses.', 'idle'],
  ['database_pool_waiting', 'Statements and transactions that wait for a connection.', 'waiting'],
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
