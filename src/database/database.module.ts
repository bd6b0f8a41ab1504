import {
  Global,
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource, Logger } from 'typeorm';
import { BackgroundWork } from './background/background-work.js';
import { pipelineOf, poolOf } from './connect/data-source.js';
import { countsOf, DatabaseMetrics } from './database-metrics.js';
import { Housekeeping } from './background/housekeeping.js';
import { Pipeline } from './run/pipeline.js';
import { Replicas, openReplicas, type ReplicaSettings } from './replicas/replicas.js';
import { StalledConnections } from './run/stalled-connections.js';
import { Sql } from './run/sql.js';
import { Transactions } from './run/transactions.js';

/** Closes the pipeline and what leads to replicas when nothing is asked of them any more. */
@Injectable()
class ConnectionsEnd implements OnApplicationShutdown {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly replicas: Replicas,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.replicas.close();
    await this.pipeline.close();
  }
}

function connected(pipeline: Pipeline, metrics: DatabaseMetrics): Pipeline {
  metrics.addPool('quick reads', () => pipeline.counts);
  return pipeline;
}

function watching(pipeline: Pipeline, pool: Pool): StalledConnections {
  const watch = new StalledConnections(pipeline);
  watch.watch(pool);
  return watch;
}

/** Gives every module the data source that the process has opened, its repositories and {@link Sql}. */
@Global()
@Module({})
export class DatabaseModule {
  /**
   * @param dataSource initialised; closed with the application
   * @param replicaSettings for who has replicas to read from
   */
  static with(dataSource: DataSource, replicaSettings?: ReplicaSettings): DynamicModule {
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
      providers: [
        { provide: DatabaseMetrics, useValue: metrics },
        BackgroundWork,
        Housekeeping,
        { provide: Pipeline, useFactory: () => connected(pipelineOf(dataSource), metrics) },
        {
          provide: StalledConnections,
          useFactory: (pipeline: Pipeline) => watching(pipeline, poolOf(dataSource)),
          inject: [Pipeline],
        },
        {
          provide: Replicas,
          inject: [Pipeline],
          useFactory: (pipeline: Pipeline) =>
            openReplicas(replicaSettings, dataSource, pipeline, metrics),
        },
        ConnectionsEnd,
        Sql,
        Transactions,
      ],
      exports: [
        BackgroundWork,
        DatabaseMetrics,
        Housekeeping,
        StalledConnections,
        Sql,
        Transactions,
      ],
    };
  }
}

const silent = (): void => undefined;

/** A logger for TypeORM that tells of statements that fail, and is silent otherwise. */
export const statementErrors = (tell: (error: unknown) => void): Logger => ({
  log: silent,
  logMigration: silent,
  logQuery: silent,
  logQueryError: (error) => tell(error),
  logQuerySlow: silent,
  logSchemaBuild: silent,
});
