import type { Worker } from 'node:cluster';
import type { Figures, FiguresAnswer, FiguresReport } from '../../metrics/across-workers.js';

/** A worker that was asked for metrics, and what the others have said so far. */
interface Collection {
  readonly asker: Worker;
  readonly request: number;
  readonly awaited: Set<Worker>;
  readonly figures: Figures[];
}

/**
 * Whichever worker is asked for metrics answers for all: it asks the primary, which asks every
 * worker that serves and hands over what they say.
 */
export class FiguresRelay {
  private readonly collections = new Map<number, Collection>();
  private last = 0;

  /** @param workers those that serve, kept up to date by the owner */
  constructor(private readonly workers: ReadonlySet<Worker>) {}

  /** Takes what a worker sends. */
  receive(worker: Worker, report: FiguresReport): void {
    if (report.kind === 'gather') this.begin(worker, report.request);
    else this.add(report.collection, worker, report.figures);
  }

  /** Waits no longer for a worker that has ended. */
  forget(worker: Worker): void {
    for (const [id, { asker }] of this.collections) {
      if (asker === worker) this.collections.delete(id);
      else this.add(id, worker, undefined);
    }
  }

  private begin(asker: Worker, request: number): void {
    const id = ++this.last;
    this.collections.set(id, { asker, request, awaited: new Set(this.workers), figures: [] });
    for (const worker of this.workers) send(worker, { kind: 'tell', collection: id });
  }

  private add(id: number, worker: Worker, figures: Figures | undefined): void {
    const collection = this.collections.get(id);
    if (!collection?.awaited.delete(worker)) return;
    if (figures !== undefined) collection.figures.push(figures);
    if (collection.awaited.size > 0) return;
    this.collections.delete(id);
    const { asker, request } = collection;
    send(asker, { kind: 'gathered', request, figures: collection.figures });
  }
}

function send(worker: Worker, answer: FiguresAnswer): void {
  if (worker.isConnected()) worker.send(answer);
}
