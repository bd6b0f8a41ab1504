import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { errorMessage } from './error-text.js';

type Task = () => Promise<void>;

const OFTEN_MS = 1000;
const SELDOM_MS = 300_000;

/**
 * What has to be done now and then and belongs to no request: writing down what was gathered in
 * memory, removing what has had its time. Every instance does it; the tasks do not mind.
 */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Housekeeping');
  private readonly frequent: Task[] = [];
  private readonly rare: Task[] = [];
  private readonly ending = new AbortController();
  private rounds: Promise<void>[] = [];

  /** Every second, and once more at the end. */
  often(task: Task): void {
    this.frequent.push(task);
  }

  /** Every few minutes. */
  seldom(task: Task): void {
    this.rare.push(task);
  }

  onApplicationBootstrap(): void {
    this.rounds = [this.repeat(this.frequent, OFTEN_MS), this.repeat(this.rare, SELDOM_MS)];
  }

  /** While the database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.rounds);
    await this.run(this.frequent);
  }

  /** Every task of both kinds, now. */
  async runAll(): Promise<void> {
    await this.run([...this.frequent, ...this.rare]);
  }

  private async repeat(tasks: readonly Task[], interval: number): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await sleep(interval, undefined, { signal, ref: false }).catch(() => undefined); // the end
      if (!signal.aborted) await this.run(tasks);
    }
  }

  /** One task that fails, because the database is away say, does not keep the others. */
  private async run(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      await task().catch((error: Error) => this.logger.warn(`Put off: ${errorMessage(error)}`));
    }
  }
}
