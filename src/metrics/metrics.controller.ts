import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Produces } from '../http/routing/accept.guard.js';
import { TokenIgnored } from '../http/routing/access.js';
import { Documented } from '../http/openapi/documented.js';
import { MetricsService } from './metrics.registry.js';

@ApiTags('Operations')
@Controller('metrics')
@TokenIgnored()
@Produces('text/plain')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Documented({
    id: 'readMetrics',
    summary: 'What Prometheus scrapes',
    description:
      "The process, its requests, its connections to the database, and the mails that wait, in Prometheus' text format 0.0.4. For clients on the machine itself, with `METRICS_TOKEN` as bearer token, or for everyone with `METRICS=public`; to others the address does not exist (404). 503 where one of several processes on this port does not tell its part.",
    answer: { status: 200, text: 'text/plain', description: 'All metrics.' },
    problems: ['not-found', 'service-unavailable'],
  })
  read(): Promise<string> {
    return this.metrics.text();
  }
}
