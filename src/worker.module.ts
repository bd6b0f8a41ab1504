import { Module, type DynamicModule } from '@nestjs/common';
import type { AppParts } from './app.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HttpModule } from './http/http.module.js';
import { PagingModule } from './paging/paging.module.js';
import { MailWorkerModule } from './mail/mail-worker.module.js';
import { MoviesModule } from './movies/movies.module.js';

/** The mail worker, and the features whose mails it composes. */
@Module({})
export class WorkerModule {
  static with({ config, dataSource, jwtSecret }: AppParts): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.with(config, jwtSecret),
        DatabaseModule.with(dataSource),
        HttpModule,
        PagingModule,
        MailWorkerModule,
        AuthModule,
        MoviesModule,
      ],
    };
  }
}
