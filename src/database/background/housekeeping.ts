import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { errorMessage } from '../errors/failure.js';

type Task = () => Promise<void>;

const OFTEN_MS = 1000;
const SELDOM_MS = 300_000;

/**
 * Work that is due now and then and belongs to no request: writing down what was gathered in memory,
 * removing what has expired. Every instance does it. Each task has a loop of its own, so that none
 * waits for another.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Housekeeping');
  private readonly tasks: { readonly task: Task; readonly interval: number }[] = [];
  private readonly last: Task[] = [];
  private readonly ending = new AbortController();
  private rounds: Promise<void>[] = [];

  /** Every second. */
  often(task: Task): void {
    this.tasks.push({ task, interval: OFTEN_MS });
  }

  /** Every second, and once more before the process ends. */
  oftenAndLast(task: Task): void {
    this.often(task);
    this.last.push(task);
  }

  /** Every few minutes. */
  seldom(task: Task): void {
    this.tasks.push({ task, interval: SELDOM_MS });
  }

  onApplicationBootstrap(): void {
    this.rounds = this.tasks.map(({ task, interval }) => this.repeat(task, interval));
  }

  /** While the database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.rounds);
    for (const task of this.last) await this.run(task);
  }

  /** Every task, now. */
  async runAll(): Promise<void> {
    for (const { task } of this.tasks) await this.run(task);
  }

  private async repeat(task: Task, interval: number): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await sleep(interval, undefined, { signal, ref: false }).catch(() => undefined); // aborted
      if (!signal.aborted) await this.run(task);
    }
  }

  /** A task that fails, because the database cannot be reached say, is tried again at its next turn. */
  private async run(task: Task): Promise<void> {
    await task().catch((error: Error) => this.logger.warn(`Put off: ${errorMessage(error)}`));
  }
}
