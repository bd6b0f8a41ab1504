import type { Pipeline } from '../run/pipeline.js';
import { isDatabaseAway, isDatabaseTimeout } from '../errors/failure.js';
import type { Statement } from '../run/statement.js';
import { Replica, COMMITTED, SharedQuestion } from './replica.js';
import { ReplicaWatch } from './replica.watch.js';
import type { DataSource } from 'typeorm';
import { clientClass, pipelineSize, POOL_SIZE } from '../connect/client.js';
import { poolOf } from '../connect/data-source.js';
import { countsOf, type DatabaseMetrics } from '../database-metrics.js';

/**
 * The read replicas. A statement that only reads is answered by one of them if that has applied
 * everything that was committed before the statement came: the primary is asked how far that is, in
 * one small question for all reads of a turn of the event loop. So a read that begins after a write
 * was answered sees it, whoever sent the two, and through whichever instance.
 */
export class Replicas {
  private readonly committed: SharedQuestion;
  private readonly watch: ReplicaWatch;
  private turn = 0;

  /** @param primary quick connections to it */
  constructor(
    readonly all: readonly Replica[],
    primary: Pipeline,
  ) {
    this.committed = new SharedQuestion(primary, COMMITTED);
    this.watch = new ReplicaWatch(all, primary);
  }

  get none(): boolean {
    return this.all.length === 0;
  }

  /**
   * @param quick whether it may share a connection
   * @returns `undefined` where the primary has to answer: no replica can, or one could not
   * @throws when the statement takes longer than it may
   */
  async rows<T>(
    statement: Statement,
    values: readonly unknown[],
    quick: boolean,
  ): Promise<T[] | undefined> {
    const replica = this.next();
    if (replica === undefined) return undefined;
    try {
      if (!(await this.isFresh(replica))) return undefined;
      return await replica.rows<T>(statement, values, quick);
    } catch (error) {
      if (isDatabaseAway(error)) this.watch.leaveOut(replica, 'away');
      else if (isDatabaseTimeout(error)) throw error;
      return undefined; // in the way of the replay, say; the primary answers, or says what is wrong
    }
  }

  async close(): Promise<void> {
    await this.watch.close();
    await Promise.all(this.all.map((replica) => replica.close()));
  }

  /** One after the other. Those that nobody has looked at since the primary was lost come last. */
  private next(): Replica | undefined {
    this.turn += 1;
    const proven = this.all.filter(({ absence }) => absence === undefined);
    const some =
      proven.length > 0 ? proven : this.all.filter(({ absence }) => absence === 'unproven');
    return some[this.turn % some.length];
  }

  /**
   * Whether a replica has all that was committed before the call. While the primary is away nothing is
   * committed, and what the replica has is what there is.
   */
  private async isFresh(replica: Replica): Promise<boolean> {
    let committed: number;
    try {
      committed = await this.committed.ask().catch(() => {
        this.watch.primaryLost(); // or a single connection of many: that is not known yet
        return this.committed.ask();
      });
    } catch (error) {
      if (isDatabaseAway(error)) return true;
      throw error;
    }
    if (replica.absence !== undefined) return false;
    if (await replica.reaches(committed)) return true;
    this.watch.leaveOut(replica, 'behind');
    return false;
  }
}

/** Where the replicas are. */
export interface ReplicaSettings {
  readonly urls: readonly string[];
  /** See `ClientSettings`. */
  readonly prepare: boolean;
}

/** The replicas with connections like those to the primary, each as many; opened when needed. */
export function openReplicas(
  { urls, prepare }: ReplicaSettings = { urls: [], prepare: true },
  dataSource: DataSource,
  primary: Pipeline,
  metrics: DatabaseMetrics,
): Replicas {
  const all = urls.map((url) => {
    const { host, searchParams } = new URL(url);
    const name = host || searchParams.get('host') || 'localhost';
    const Client = clientClass({ urls: [url], primary: false, prepare });
    const options = { ...poolOf(dataSource).options, connectionString: url, Client };
    const replica = new Replica(name, options, pipelineSize(options.max ?? POOL_SIZE));
    metrics.addPool(`replica ${name}`, () => countsOf(replica.pool));
    metrics.addPool(`quick reads, replica ${name}`, () => replica.pipeline.counts);
    return replica;
  });
  // A server that is the primary now may be among them; it counts as none.
  metrics.replicas = () =>
    all
      .filter(({ absence }) => absence !== 'primary')
      .map(({ name, absence, lagSeconds, reads }) => ({
        name,
        usable: absence === undefined,
        lagSeconds,
        reads,
      }));
  return new Replicas(all, primary);
}
