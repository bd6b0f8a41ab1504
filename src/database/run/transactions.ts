import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { ClientBase } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DatabaseMetrics } from '../database-metrics.js';
import { retrying } from './retry.js';

/**
 * Transactions that reach every call below them. Who opens one inside another joins it: so a
 * request that is to be done once can store its answer together with all that it did.
 */
@Injectable()
export class Transactions {
  private readonly storage = new AsyncLocalStorage<EntityManager>();

  constructor(
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
    private readonly metrics: DatabaseMetrics,
  ) {}

  /**
   * Runs a transaction, or joins the one that is open: what fails is then undone to a savepoint, so
   * that statements may follow that say why. It is done again if PostgreSQL has undone it
   * only because another one was in its way.
   */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const open = this.storage.getStore();
    if (open !== undefined) return open.transaction((manager) => work(manager));
    return retrying(
      () =>
        this.dataSource.transaction((manager) => this.storage.run(manager, () => work(manager))),
      this.metrics.countError,
    );
  }

  /** As {@link run}, for a single statement: where no transaction is open, it is one by itself. */
  statement<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.storage.getStore() !== undefined) return this.run(work);
    return retrying(() => work(this.dataSource.manager), this.metrics.countError);
  }

  /** TypeORM's hold on the transaction that is open. */
  get runner(): QueryRunner | undefined {
    return this.storage.getStore()?.queryRunner;
  }

  /** The connection of the transaction that is open, for statements that are to join it. */
  connection(): Promise<ClientBase> | undefined {
    return this.runner?.connect() as Promise<ClientBase> | undefined;
  }
}
