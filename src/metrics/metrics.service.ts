import { Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { MetricsRegistry } from './metrics.registry.js';

/** What Prometheus scrapes: the process, its requests, its connections, and the outbox. */
@Injectable()
export class MetricsService {
  /** Holds everything: for whoever adds up the metrics of several processes. */
  readonly registry: Registry;

  constructor({ registry }: MetricsRegistry) {
    this.registry = registry;
  }

  /** In the text format. With the database away, the numbers that come from it are left out. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
