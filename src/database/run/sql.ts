import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf } from '../connect/data-source.js';
import { DatabaseMetrics } from '../database-metrics.js';
import { Replicas } from '../replicas/replicas.js';
import { Pipeline } from './pipeline.js';
import { retrying } from './retry.js';
import type { Query, Statement } from './statement.js';
import { Transactions } from './transactions.js';

/**
 * Runs SQL where the query is the point; rows that are objects go through repositories. Inside a
 * transaction of {@link Transactions} a statement is part of it. Elsewhere the statement says itself
 * where it may run.
 */
@Injectable()
export class Sql {
  constructor(
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly pipeline: Pipeline,
    private readonly metrics: DatabaseMetrics,
    private readonly replicas: Replicas,
  ) {}

  /**
   * @param values those of the query, where it has them already
   * @param on `primary` to read what was just written: a replica would have to catch up first
   */
  async rows<T>(
    statement: Statement & Partial<Query>,
    values: readonly unknown[] = statement.values ?? [],
    { on }: { readonly on?: 'primary' } = {},
  ): Promise<T[]> {
    const { name, text, reads, quick = false } = statement;
    const open = this.transactions.connection();
    if (open !== undefined) {
      return (await (await open).query({ name, text, values: [...values] })).rows;
    }
    if (reads === true && on === undefined && !this.replicas.none) {
      const rows = await this.replicas.rows<T>(statement, values, quick);
      if (rows !== undefined) return rows;
    }
    return quick
      ? this.onSharedConnection<T>({ ...statement, values })
      : this.onOwnConnection<T>({ name, text, values });
  }

  /** @returns the first row, for statements that have one at most */
  async row<T>(...parameters: Parameters<Sql['rows']>): Promise<T | undefined> {
    const [row] = await this.rows<T>(...parameters);
    return row;
  }

  private async onSharedConnection<T>({ values, ...statement }: Query): Promise<T[]> {
    try {
      return await this.pipeline.query<T>(statement, values);
    } catch (error) {
      this.metrics.countError(error);
      throw error;
    }
  }

  private async onOwnConnection<T>({ values, ...query }: Query): Promise<T[]> {
    const pool = poolOf(this.dataSource);
    const { rows } = await retrying(
      () => pool.query({ ...query, values: [...values] }),
      this.metrics.countError,
    );
    return rows as T[];
  }
}
