import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf } from './data-source.js';
import { countsOf, DatabaseMetrics } from './database-metrics.js';
import { Housekeeping } from './housekeeping.js';
import { Sql } from './sql.js';
import { statementErrors } from './statement-errors.js';
import { Transactions } from './transactions.js';

/** Gives every module the data source that the process has opened, its repositories and {@link Sql}. */
@Global()
@Module({})
export class DatabaseModule {
  /** @param dataSource initialised; closed with the application */
  static with(dataSource: DataSource): DynamicModule {
    const metrics = new DatabaseMetrics();
    metrics.addPool('requests', () => countsOf(poolOf(dataSource)));
    dataSource.logger = statementErrors(metrics.countError);
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: async () => dataSource,
        }),
      ],
      providers: [{ provide: DatabaseMetrics, useValue: metrics }, Housekeeping, Sql, Transactions],
      exports: [DatabaseMetrics, Housekeeping, Sql, Transactions],
    };
  }
}
