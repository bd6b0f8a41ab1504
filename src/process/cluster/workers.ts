import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { StartError } from '../lifecycle.js';
import type { FiguresReport } from '../../metrics/across-workers.js';
import { FiguresRelay } from './figures-relay.js';
import { RestartPause } from './restart-pause.js';
import type { Assignment, Hearing, Order } from './shares.js';

/** One of the workers, and those that come after it. */
interface Place {
  readonly index: number;
  readonly pause: RestartPause;
  worker?: Worker;
  /** Whether the worker hears what it is told. */
  hearing?: boolean;
  timer?: NodeJS.Timeout;
}

/** The processes that serve, all on one port. One that ends is replaced. */
export class Workers {
  private readonly places: readonly Place[];
  private readonly listening = new Set<Worker>();
  private readonly figures = new FiguresRelay(this.listening);
  private port = 0;
  private assignments: readonly Assignment[] | undefined;
  private state: 'starting' | 'serving' | 'stopping' = 'starting';
  /** Called when one listens or has ended. */
  private onChange = (): void => undefined;

  /** They load their modules at once, while the database starts, and serve when they are told to. */
  constructor(
    count: number,
    private readonly log: Logger,
  ) {
    cluster.setupPrimary({
      exec: join(import.meta.dirname, 'server-worker.js'),
      args: [],
      serialization: 'advanced',
    });
    this.places = Array.from({ length: count }, (_, index) => ({
      index,
      pause: new RestartPause(),
    }));
    for (const place of this.places) this.fill(place);
  }

  /**
   * Tells them what to serve, and waits until all listen.
   *
   * @param assignments one for each
   * @returns the port
   * @throws {StartError} when one of them ends meanwhile; it has said why
   */
  async serve(assignments: readonly Assignment[]): Promise<number> {
    this.assignments = assignments;
    for (const place of this.places) this.assign(place);
    await new Promise<void>((done, failed) => {
      this.onChange = () => {
        if (this.places.some(({ worker }) => worker === undefined)) {
          failed(new StartError('A worker ended while it started'));
        } else if (this.listening.size === this.places.length) done();
      };
      this.onChange();
    });
    this.state = 'serving';
    return this.port;
  }

  /** Waits until all have finished the requests under way and ended. */
  async stop(): Promise<void> {
    this.state = 'stopping';
    for (const { worker, timer } of this.places) {
      clearTimeout(timer);
      if (worker === undefined) continue;
      if (this.listening.has(worker)) send(worker, { kind: 'stop' });
      else worker.process.kill('SIGKILL'); // it has no requests
    }
    await new Promise<void>((done) => {
      this.onChange = () => {
        if (this.places.every(({ worker }) => worker === undefined)) done();
      };
      this.onChange();
    });
  }

  private fill(place: Place): void {
    const worker = cluster.fork();
    const born = Date.now();
    const closeHandedOver = watchHandedOver(worker);
    place.worker = worker;
    place.hearing = false;
    worker.on('error', () => undefined); // what was sent while it ended; 'exit' follows
    worker.on('message', (message: Hearing | FiguresReport) => {
      if (message.kind !== 'hearing') return this.figures.receive(worker, message);
      place.hearing = true;
      this.assign(place);
    });
    worker.once('listening', ({ port }) => {
      this.port = port;
      this.listening.add(worker);
      this.onChange();
    });
    worker.once('exit', (code, signal) => {
      this.listening.delete(worker);
      this.figures.forget(worker);
      closeHandedOver();
      place.worker = undefined;
      if (this.state === 'serving') this.replace(place, worker, Date.now() - born, signal ?? code);
      this.onChange();
    });
  }

  /** Once the worker hears it and there is something to tell. */
  private assign({ worker, hearing, index }: Place): void {
    const assignment = this.assignments?.[index];
    if (worker && hearing && assignment) send(worker, { kind: 'serve', assignment });
  }

  private replace(place: Place, worker: Worker, lived: number, how: string | number): void {
    const pause = place.pause.after(lived);
    const when = pause === 0 ? 'now' : `in ${pause} ms`;
    this.log.error(`Worker ${worker.process.pid} ended (${how}); another starts ${when}`);
    place.timer = setTimeout(() => this.fill(place), pause);
  }
}

function send(worker: Worker, order: Order): void {
  if (worker.isConnected()) worker.send(order);
}

/** A connection that has been accepted, as Node has it inside. */
interface Connection {
  close(): void;
}

/**
 * Node's cluster forgets a connection that it has sent to a worker which dies before it takes it:
 * the primary would keep it open, and its client wait for ever. Each worker has one such at most.
 *
 * @returns closes it, so that the client learns of it; one that was taken it leaves alone
 */
export function watchHandedOver({ process: target }: Worker): () => void {
  let last: Connection | undefined;
  const pass = target.send.bind(target) as (...given: unknown[]) => boolean;
  target.send = (...given: unknown[]) => {
    const [message, connection] = given as [{ act?: string }, Connection | undefined];
    if (message.act === 'newconn') last = connection;
    return pass(...given);
  };
  // Node has closed its copy of one that was taken: closing it again does nothing.
  return () => last?.close();
}
