import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf } from './data-source.js';
import { DatabaseMetrics } from './database-metrics.js';
import { retrying } from './retry.js';
import { Transactions } from './transactions.js';

/** A statement that each connection parses and plans once, known by the digest of its text. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** SQL text that writes a time as RFC 3339 has it, in UTC. */
export const rfc3339 = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const known = new Map<string, PreparedStatement>();

/** For statements whose text is fixed, or one of few: each connection keeps every one it has seen. */
export function prepared(text: string): PreparedStatement {
  const found = known.get(text);
  if (found !== undefined) return found;
  const statement = { name: createHash('sha1').update(text).digest('base64url'), text };
  known.set(text, statement);
  return statement;
}

/**
 * Runs SQL where the query is the point; rows that are objects go through repositories. Inside a
 * transaction of {@link Transactions} it is a part of it.
 */
@Injectable()
export class Sql {
  constructor(
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    private readonly metrics: DatabaseMetrics,
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
}
