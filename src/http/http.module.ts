import { Global, Module } from '@nestjs/common';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { RequestCounter } from './limits/request-counter.js';
import { Origin } from './origin.js';
import { Cursors } from './pagination/cursors.js';
import { PageResponse } from './pagination/page.response.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { RouteTable } from './route-table.js';

/** What every endpoint speaks. */
@Global()
@Module({
  controllers: [ProblemPagesController],
  providers: [
    Cursors,
    IdempotencyService,
    Origin,
    PageResponse,
    ProblemFilter,
    RequestCounter,
    RouteTable,
  ],
  exports: [IdempotencyService, Origin, PageResponse, ProblemFilter, RequestCounter, RouteTable],
})
export class HttpModule {}
