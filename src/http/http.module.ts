import { Global, Module } from '@nestjs/common';
import { Origin } from './origin.js';
import { PageResponse } from './pagination/page.response.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ProblemPagesController } from './problems/problem-pages.controller.js';
import { RouteTable } from './route-table.js';

/** What every endpoint speaks. */
@Global()
@Module({
  controllers: [ProblemPagesController],
  providers: [Origin, PageResponse, ProblemFilter, RouteTable],
  exports: [Origin, PageResponse, ProblemFilter, RouteTable],
})
export class HttpModule {}
