import type { DataSource } from 'typeorm';
import { clientClass } from '../connect/client.js';
import { poolOf } from '../connect/data-source.js';
import { countsOf, type DatabaseMetrics } from '../database-metrics.js';
import type { Pipeline } from '../run/pipeline.js';
import { pipelineSize, POOL_SIZE } from '../connect/pool-size.js';
import { Replica } from './replica.js';
import { Replicas } from './replicas.js';

/** Where the replicas are. */
export interface ReplicaSettings {
  readonly urls: readonly string[];
  /** See `ClientSettings`. */
  readonly prepare: boolean;
}

/** The replicas with connections like those to the primary, each as many; opened when needed. */
export function openReplicas(
  { urls, prepare }: ReplicaSettings = { urls: [], prepare: true },
  dataSource: DataSource,
  primary: Pipeline,
  metrics: DatabaseMetrics,
): Replicas {
  const all = urls.map((url) => {
    const { host, searchParams } = new URL(url);
    const name = host || searchParams.get('host') || 'localhost';
    const Client = clientClass({ urls: [url], primary: false, prepare });
    const options = { ...poolOf(dataSource).options, connectionString: url, Client };
    const replica = new Replica(name, options, pipelineSize(options.max ?? POOL_SIZE));
    metrics.addPool(`replica ${name}`, () => countsOf(replica.pool));
    metrics.addPool(`quick reads, replica ${name}`, () => replica.pipeline.counts);
    return replica;
  });
  // A server that is the primary now may be among them; it counts as none.
  metrics.replicas = () =>
    all
      .filter(({ absence }) => absence !== 'primary')
      .map(({ name, absence, lagSeconds, reads }) => ({
        name,
        usable: absence === undefined,
        lagSeconds,
        reads,
      }));
  return new Replicas(all, primary);
}
