import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { MetricsRegistry, type Sample } from './metrics.registry.js';

/**
 * The observations of one histogram with one set of labels. prom-client's histogram checks and hashes
 * its labels at every observation, also through `labels()`, which takes 1.3 µs: this one is kept by
 * whoever observes, and takes some hundredths of that.
 */
export class HistogramSeries {
  private readonly counts: number[];
  private count = 0;
  private sum = 0;

  /** @param bounds the upper ones of the buckets, ascending */
  constructor(
    private readonly labels: Readonly<Record<string, string>>,
    private readonly bounds: readonly number[],
  ) {
    this.counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.sum += value;
    this.count += 1;
    for (let index = 0; index < this.bounds.length; index += 1) {
      if (value <= this.bounds[index]!) {
        this.counts[index]! += 1;
        return;
      }
    }
  }

  /** In Prometheus' form: each bucket counts those below, too. */
  samples(name: string): Sample[] {
    const { labels } = this;
    const metricName = `${name}_bucket`;
    let below = 0;
    return [
      ...this.bounds.map((le, index) => {
        below += this.counts[index]!;
        return { metricName, labels: { le, ...labels }, value: below };
      }),
      { metricName, labels: { le: '+Inf', ...labels }, value: this.count },
      { metricName: `${name}_sum`, labels, value: this.sum },
      { metricName: `${name}_count`, labels, value: this.count },
    ];
  }
}

/** Seconds: most answers take a few milliseconds, one that hashes a password a tenth of a second. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const DURATION = 'http_request_duration_seconds';

/** How many requests came, on which routes, how long they took and how they ended. */
@Injectable()
export class RequestMetrics {
  /** By route, then by method, then by status. */
  private readonly routes = new Map<string, Map<string, HistogramSeries[]>>();
  private readonly all: HistogramSeries[] = [];
  private inFlight = 0;
  private aborted = 0;

  constructor(metrics: MetricsRegistry) {
    metrics.add(
      {
        name: DURATION,
        help: 'Time from the arrival of a request to the last byte of its answer.',
        type: 'histogram',
        aggregator: 'sum',
      },
      () => this.durations(),
    );
    metrics.add(
      {
        name: 'http_requests_in_flight',
        help: 'Requests that are being answered.',
        type: 'gauge',
        aggregator: 'sum',
      },
      () => [{ value: this.inFlight }],
    );
    metrics.add(
      {
        name: 'http_requests_aborted_total',
        help: 'Requests whose client had gone before the answer was out; in no histogram.',
        type: 'counter',
        aggregator: 'sum',
      },
      () => [{ value: this.aborted }],
    );
  }

  /** Requests that are being answered. */
  get underWay(): number {
    return this.inFlight;
  }

  /** Before all hooks that may refuse a request. */
  watch(fastify: FastifyInstance): void {
    const note = (finished: boolean): void => {
      this.inFlight -= 1;
      if (!finished) this.aborted += 1;
    };
    // One function for all requests: none allocates its own.
    function onClose(this: ServerResponse): void {
      note(this.writableFinished);
    }
    fastify.addHook('onRequest', (_, reply, next) => {
      this.inFlight += 1;
      reply.raw.on('close', onClose);
      next();
    });
    fastify.addHook('onResponse', (request, reply, next) => {
      const route = request.is404 ? 'none' : request.routeOptions.url!;
      this.seriesOf(route, request.method, reply.statusCode).observe(reply.elapsedTime / 1000);
      next();
    });
  }

  /** The pattern of the route, never the address: there are as many series as there are routes. */
  private seriesOf(route: string, method: string, status: number): HistogramSeries {
    return this.routes.get(route)?.get(method)?.[status] ?? this.begin(route, method, status);
  }

  private begin(route: string, method: string, status: number): HistogramSeries {
    const methods = this.routes.get(route) ?? new Map<string, HistogramSeries[]>();
    const statuses = methods.get(method) ?? [];
    const series = new HistogramSeries({ method, route, status: String(status) }, BUCKETS);
    statuses[status] = series;
    this.all.push(series);
    this.routes.set(route, methods.set(method, statuses));
    return series;
  }

  private durations(): Sample[] {
    return this.all.flatMap((series) => series.samples(DURATION));
  }
}
