import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import {
  isDatabaseAway,
  isDatabaseError,
  isDatabaseTimeout,
  isRefused,
  isTransient,
  driverErrorOf,
} from './errors/failure.js';

/** How a set of connections stands at one moment. */
export interface ConnectionCounts {
  /** Those that are open. */
  readonly open: number;
  /** Those of them that nobody uses. */
  readonly idle: number;
  /** Statements or transactions that wait until a connection is free. */
  readonly waiting: number;
}

/** How a read replica stands. */
export interface ReplicaState {
  readonly name: string;
  /** Whether it is in use. */
  readonly usable: boolean;
  /** Of the last check; 0 where it has all that was committed. */
  readonly lagSeconds: number;
  /** Statements that it has answered. */
  readonly reads: number;
}

/** How a pool of `pg` stands. */
export const countsOf = (pool: Pool): ConnectionCounts => ({
  open: pool.totalCount,
  idle: pool.idleCount,
  waiting: pool.waitingCount,
});

/**
 * Why a statement failed: the database cannot be reached; it took longer than it may; another
 * transaction was in its way (those are repeated); the database does not take a value or a row,
 * a name that is taken say; anything else, which is a mistake.
 */
export type DatabaseErrorKind = 'unavailable' | 'timeout' | 'transient' | 'refused' | 'other';

/**
 * What the database code knows of itself, in plain numbers: no metrics library at this depth. Who
 * keeps connections registers them, who runs statements counts the errors.
 */
@Injectable()
export class DatabaseMetrics {
  /** Since the start of the process. */
  readonly errors: Record<DatabaseErrorKind, number> = {
    unavailable: 0,
    timeout: 0,
    transient: 0,
    refused: 0,
    other: 0,
  };

  /** How the read replicas stand; none where there are none. */
  replicas: () => readonly ReplicaState[] = () => [];

  private readonly counted = new WeakSet<Error>();
  private readonly pools = new Map<string, () => ConnectionCounts>();

  /**
   * @param name the value of the label `pool`
   * @param read called at every scrape
   */
  addPool(name: string, read: () => ConnectionCounts): void {
    this.pools.set(name, read);
  }

  /** Every registered set of connections as it stands now. */
  connections(): [name: string, counts: ConnectionCounts][] {
    return [...this.pools].map(([name, read]) => [name, read()]);
  }

  /**
   * Counts an error of a statement, of each attempt that is repeated, too. May be called wherever one
   * comes by: each counts once, and what is none of the database's does not count.
   */
  readonly countError = (error: unknown): void => {
    const source = driverErrorOf(error);
    if (!(source instanceof Error) || this.counted.has(source)) return;
    this.counted.add(source);
    const kind = kindOf(source);
    if (kind !== undefined) this.errors[kind] += 1;
  };
}

function kindOf(error: unknown): DatabaseErrorKind | undefined {
  if (isDatabaseTimeout(error)) return 'timeout'; // also where a connection is waited for in vain
  if (isDatabaseAway(error)) return 'unavailable';
  if (isTransient(error)) return 'transient';
  if (isRefused(error)) return 'refused';
  return isDatabaseError(error) ? 'other' : undefined;
}
