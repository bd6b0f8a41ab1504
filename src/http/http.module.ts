import { Global, Module } from '@nestjs/common';
import { Ending } from './ending.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { Admission } from './limits/admission.js';
import { RequestCounter } from './limits/request-counter.js';
import { UnsentBytes } from './limits/unsent-bytes.js';
import { Origin } from './origin.js';
import { Cursors } from './pagination/cursors.js';
import { PageResponse } from './pagination/page.response.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { RouteTable } from './route-table.js';

const SERVICES = [
  Admission,
  Ending,
  IdempotencyService,
  Origin,
  PageResponse,
  ProblemFilter,
  RequestCounter,
  RouteTable,
  UnsentBytes,
];

/** What every endpoint speaks. */
@Global()
@Module({
  controllers: [ProblemPagesController],
  providers: [Cursors, ...SERVICES],
  exports: SERVICES,
})
export class HttpModule {}
