import { Logger } from '@nestjs/common';
import { isDatabaseAway, errorMessage } from '../errors/failure.js';
import type { Pipeline } from '../run/pipeline.js';
import {
  type Absence,
  type Identity,
  type Replica,
  COMMITTED,
  IDENTITY,
  WRITTEN,
  SharedQuestion,
} from './replica.js';

/** Milliseconds between checks. */
const INTERVAL_MS = 1000;

/** Looks after replicas: which may be read from, and when one that could not may be again. */
export class ReplicaWatch {
  private readonly logger = new Logger('Replicas');
  private readonly committed: SharedQuestion;
  private readonly written: SharedQuestion;
  private readonly timer: NodeJS.Timeout;
  private round: Promise<unknown> | undefined;

  constructor(
    private readonly replicas: readonly Replica[],
    private readonly primary: Pipeline,
  ) {
    this.committed = new SharedQuestion(primary, COMMITTED);
    this.written = new SharedQuestion(primary, WRITTEN);
    this.timer = setInterval(() => this.look(), INTERVAL_MS).unref();
    if (replicas.length === 0) clearInterval(this.timer);
    else setImmediate(() => this.look());
  }

  /** Until a check finds it well. */
  leaveOut(replica: Replica, absence: Absence, reason?: unknown): void {
    if (replica.absence === absence) return;
    replica.absence = absence;
    const why = reason === undefined ? '' : `: ${errorMessage(reason)}`;
    this.logger.warn(`${replica.name} is left out (${absence})${why}`);
  }

  /**
   * What answers next may be another server with another history: each replica has to be compared with
   * it first.
   */
  primaryLost(): void {
    for (const replica of this.replicas) replica.absence ??= 'unproven';
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** One round at a time. A replica that hangs does not keep the others waiting. */
  private look(): void {
    this.round ??= Promise.all(this.replicas.map((replica) => this.check(replica))).finally(
      () => (this.round = undefined),
    );
  }

  private async check(replica: Replica): Promise<void> {
    let identity: Identity;
    let committed: number;
    try {
      [[identity], committed] = (await Promise.all([
        this.primary.query<Identity>(IDENTITY, []),
        this.committed.ask(),
      ])) as [[Identity], number];
    } catch {
      return this.primaryLost(); // nothing can be said of its replicas
    }
    try {
      const absence = await this.absence(replica, identity, committed);
      if (absence !== undefined) this.leaveOut(replica, absence);
      else if (replica.absence !== undefined) {
        replica.absence = undefined;
        this.logger.log(`${replica.name} is in use`);
      }
    } catch (error) {
      this.leaveOut(replica, 'away', isDatabaseAway(error) ? undefined : error);
    }
  }

  /** @throws what the replica says when it is away */
  private async absence(
    replica: Replica,
    { system }: Identity,
    committed: number,
  ): Promise<Absence | undefined> {
    const its = await replica.identity();
    if (its.system !== system) return 'foreign';
    if (!its.standby) return 'primary';
    if (!(await replica.reaches(committed))) {
      replica.lagSeconds = await replica.age();
      return 'behind';
    }
    replica.lagSeconds = 0;
    // One that has more than the primary followed another one, before a failover say.
    const position = await replica.position();
    return position > (await this.written.ask()) ? 'foreign' : undefined;
  }
}
