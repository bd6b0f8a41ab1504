import { Global, Module } from '@nestjs/common';
import { ShutdownState } from './edge/shutdown-state.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { Admission } from './limits/admission.js';
import { RequestCounter } from './limits/request-counter.js';
import { UnsentBytes } from './limits/unsent-bytes.js';
import { Origin } from './edge/origin.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { RouteTable } from './routing/route-table.js';

const SERVICES = [
  Admission,
  ShutdownState,
  IdempotencyService,
  Origin,
  ProblemFilter,
  RequestCounter,
  RouteTable,
  UnsentBytes,
];

/** What every endpoint speaks. */
@Global()
@Module({
  controllers: [ProblemPagesController],
  providers: SERVICES,
  exports: SERVICES,
})
export class HttpModule {}
