import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { isNear, type Slice } from './list/slice.js';
import { poolOf } from './data-source.js';
import { DatabaseMetrics } from './database-metrics.js';
import { Pipeline } from './pipeline.js';
import { Replicas } from './replicas/replicas.js';
import { retrying } from './retry.js';
import type { PreparedStatement, Query } from './statement.js';
import { Transactions } from './transactions.js';

/**
 * Runs SQL where the query is the point; rows that are objects go through repositories. Inside a
 * transaction of {@link Transactions} it is a part of it.
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

  async rows<T>(statement: PreparedStatement | string, values: readonly unknown[]): Promise<T[]> {
    const query =
      typeof statement === 'string'
        ? { text: statement, values: [...values] }
        : { ...statement, values: [...values] };
    const open = await this.transactions.connection();
    const { rows } =
      open === undefined
        ? await retrying(() => poolOf(this.dataSource).query(query), this.metrics.countError)
        : await open.query(query);
    return rows as T[];
  }

  /** @returns the first row, for statements that have one at most */
  async row<T>(
    statement: PreparedStatement | string,
    values: readonly unknown[],
  ): Promise<T | undefined> {
    const [row] = await this.rows<T>(statement, values);
    return row;
  }

  /**
   * As {@link row}, of a statement that only reads, and little: it shares a connection with others.
   * What may take more than a few milliseconds would hold them up.
   */
  async quickRow<T>(
    statement: PreparedStatement,
    values: readonly unknown[],
  ): Promise<T | undefined> {
    if (this.transactions.isOpen) return this.row<T>(statement, values);
    try {
      const [row] = await this.pipeline.query<T>(statement, values);
      return row;
    } catch (error) {
      this.metrics.countError(error);
      throw error;
    }
  }

  /**
   * As {@link rows}, of a statement that only reads: a replica may answer it, which then has all that
   * was committed before.
   */
  async readRows<T>(
    statement: PreparedStatement | string,
    values: readonly unknown[],
  ): Promise<T[]> {
    if (this.staysHere) return this.rows<T>(statement, values);
    const query = typeof statement === 'string' ? { text: statement } : statement;
    const rows = await this.replicas.rows<T>(query, values, false);
    return rows ?? this.rows<T>(statement, values);
  }

  /** As {@link row}, of a statement that only reads: see {@link readRows}. */
  async readRow<T>(
    statement: PreparedStatement | string,
    values: readonly unknown[],
  ): Promise<T | undefined> {
    const [row] = await this.readRows<T>(statement, values);
    return row;
  }

  /** As {@link quickRow}; a replica may answer it: see {@link readRows}. */
  async quickReadRow<T>(
    statement: PreparedStatement,
    values: readonly unknown[],
  ): Promise<T | undefined> {
    if (this.staysHere) return this.quickRow<T>(statement, values);
    const rows = await this.replicas.rows<T>(statement, values, true);
    return rows === undefined ? this.quickRow<T>(statement, values) : rows[0];
  }

  /** A slice of a list: {@link quickReadRow} where the statement is prepared and the slice near. */
  sliceRow<T>(slice: Slice, { name, text, values }: Query): Promise<T | undefined> {
    if (name === undefined) return this.readRow<T>(text, values);
    const statement = { name, text };
    return isNear(slice)
      ? this.quickReadRow<T>(statement, values)
      : this.readRow<T>(statement, values);
  }

  /** Whether the primary answers reads, too: what is within a transaction belongs to it. */
  private get staysHere(): boolean {
    return this.replicas.none || this.transactions.isOpen;
  }
}
