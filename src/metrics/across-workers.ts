import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { Problem } from '../http/problems/problem.js';

/** Milliseconds that all workers together have to tell theirs. */
const PATIENCE_MS = 2000;

/** All metrics of one process. */
export type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Worker to primary. */
export type FiguresReport =
  /** I was asked for the metrics of all. */
  | { readonly kind: 'gather'; readonly request: number }
  /** These are mine. */
  | { readonly kind: 'told'; readonly collection: number; readonly figures: Figures };

/** Primary to worker. */
export type FiguresAnswer =
  | { readonly kind: 'tell'; readonly collection: number }
  | { readonly kind: 'gathered'; readonly request: number; readonly figures: Figures[] };

/**
 * The metrics of a registry that every worker has, added up over all of them (or as each metric's
 * `aggregator` says): on a port that they share, one of them would tell its own by chance.
 */
export class AcrossWorkers {
  private readonly waiting = new Map<number, (figures: Figures[]) => void>();
  private last = 0;

  /** Worker processes alone make one. */
  constructor(private readonly registry: Registry) {
    process.on('message', (message: FiguresAnswer) => {
      if (message.kind === 'tell') void this.tell(message.collection);
      else if (message.kind === 'gathered') this.waiting.get(message.request)?.(message.figures);
    });
  }

  /**
   * @returns Prometheus' text format
   * @throws {Problem} 503 when a worker stays silent: sums without it would be wrong
   */
  async text(): Promise<string> {
    const request = ++this.last;
    const figures = await new Promise<Figures[]>((done, failed) => {
      const silence = setTimeout(() => failed(silent()), PATIENCE_MS);
      this.waiting.set(request, (all) => {
        clearTimeout(silence);
        done(all);
      });
      report({ kind: 'gather', request });
    }).finally(() => this.waiting.delete(request));
    return AggregatorRegistry.aggregate(figures).metrics();
  }

  private async tell(collection: number): Promise<void> {
    report({ kind: 'told', collection, figures: await this.registry.getMetricsAsJSON() });
  }
}

const silent = (): Problem =>
  new Problem('service-unavailable', 'A worker does not tell its metrics.', {
    headers: { 'Retry-After': '2' },
    cause: new Error('a worker does not tell its metrics'),
  });

function report(message: FiguresReport): void {
  cluster.worker!.send(message);
}
