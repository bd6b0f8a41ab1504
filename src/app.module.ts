import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { AuthModule } from './auth/auth.module.js';
import { AuthenticationGuard } from './auth/authentication.guard.js';
import { IsOwnerOrAdminGuard } from './auth/is-owner-or-admin.guard.js';
import { CatalogueModule } from './web/catalogue.module.js';
import { CommentsModule } from './comments/comments.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/environment.js';
import { DatabaseModule } from './database/database.module.js';
import { DiscoverModule } from './discover/discover.module.js';
import { ExchangeModule } from './exchange/exchange.module.js';
import { HealthModule } from './health/health.module.js';
import { AcceptGuard } from './http/routing/accept.guard.js';
import { HttpModule } from './http/http.module.js';
import { UnexpectedInputGuard } from './http/input/unexpected-input.guard.js';
import { InputPipe } from './http/input/validation.pipe.js';
import { LikesModule } from './likes/likes.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MoviesModule } from './movies/movies.module.js';
import { PagingModule } from './paging/paging.module.js';
import { SearchModule } from './search/search.module.js';
import { UsersModule } from './users/users.module.js';
import { MailWorkerModule } from './mail/mail.module.js';

/** What the process has made before Nest starts. */
export interface AppParts {
  readonly config: Config;
  /** Initialised; closed with the application. */
  readonly dataSource: DataSource;
  readonly jwtSecret: string;
}

@Module({})
export class AppModule {
  static with({ config, dataSource, jwtSecret }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config, jwtSecret),
        DatabaseModule.with(dataSource, {
          urls: config.databaseReplicaUrls,
          prepare: config.databasePrepare,
        }),
        HttpModule,
        PagingModule,
        MailWorkerModule,
        AuthModule, // before UsersModule, so that the document begins with signing up
        UsersModule,
        MoviesModule,
        SearchModule,
        DiscoverModule,
        LikesModule,
        CommentsModule,
        ExchangeModule,
        HealthModule,
        MetricsModule,
        CatalogueModule,
      ],
      // In this order: what can be answered at all, who asks, what is theirs, what they send.
      providers: [
        { provide: APP_GUARD, useClass: AcceptGuard },
        { provide: APP_GUARD, useClass: AuthenticationGuard },
        { provide: APP_GUARD, useClass: IsOwnerOrAdminGuard },
        { provide: APP_GUARD, useClass: UnexpectedInputGuard },
        { provide: APP_PIPE, useClass: InputPipe },
      ],
    };
  }
}
