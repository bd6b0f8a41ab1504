import { Injectable, Inject } from '@nestjs/common';
import { collectDefaultMetrics, Registry, type Aggregator, type Metric } from 'prom-client';
import cluster from 'node:cluster';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { AcrossWorkers } from './across-workers.js';

/** What Prometheus is told of a metric. */
export interface MetricDescription {
  /** Base units (`_seconds`), and `_total` for what only grows. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** How the numbers of several processes on one machine become one. */
  readonly aggregator: Aggregator;
}

/** One line of a metric. */
export interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string | number>>;
  /** Where it is not the metric's own: the parts of a histogram. */
  readonly metricName?: string;
}

/**
 * The one registry of the process, in which every metric is registered: those of the process, which
 * prom-client brings, and ours. Ours are plain numbers where they arise, and are read at each scrape,
 * so that counting costs next to nothing.
 */
@Injectable()
export class MetricsRegistry {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param read called at each scrape; no samples leave the metric out */
  add(description: MetricDescription, read: () => Sample[] | Promise<Sample[]>): void {
    const get = async (): Promise<unknown> => ({
      ...description,
      values: (await read()).map(({ value, labels = {}, metricName }) => ({
        value,
        labels,
        metricName,
      })),
    });
    // All that a registry asks of a metric: prom-client registers aggregated ones the same way.
    this.registry.registerMetric({ name: description.name, get } as unknown as Metric);
  }
}

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
