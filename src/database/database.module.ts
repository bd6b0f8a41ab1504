import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Housekeeping } from './housekeeping.js';
import { Sql } from './sql.js';
import { Transactions } from './transactions.js';

/** Gives every module the data source that the process has opened, its repositories and {@link Sql}. */
@Global()
@Module({})
export class DatabaseModule {
  /** @param dataSource initialised; closed with the application */
  static with(dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: async () => dataSource,
        }),
      ],
      providers: [Housekeeping, Sql, Transactions],
      exports: [Housekeeping, Sql, Transactions],
    };
  }
}
