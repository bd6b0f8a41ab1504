import cluster from 'node:cluster';
import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { AcrossWorkers } from './across-workers.js';
import { MetricsRegistry } from './metrics.registry.js';

/** What Prometheus scrapes: the process, its requests, its connections, and the outbox. */
@Injectable()
export class MetricsService {
  /** Holds everything: for whoever adds up the metrics of several processes. */
  readonly registry: Registry;
  private readonly all: AcrossWorkers | undefined;

  constructor(registry: MetricsRegistry, @Inject(CONFIG) { workers }: Config) {
    this.registry = registry.registry;
    registry.add(
      {
        name: 'movie_api_processes',
        help: 'Processes that serve on this port.',
        type: 'gauge',
        aggregator: 'sum',
      },
      () => [{ value: 1 }],
    );
    // A program such as pm2 makes workers, too, of which each is a server of its own.
    if (cluster.isWorker && workers > 1) this.all = new AcrossWorkers(this.registry);
  }

  /** In the text format. With the database away, the numbers that come from it are left out. */
  text(): Promise<string> {
    return this.all === undefined ? this.registry.metrics() : this.all.text();
  }
}
