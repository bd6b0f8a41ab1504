import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Produces } from '../http/accept.guard.js';
import { TokenIgnored } from '../http/access.js';
import { MetricsService } from './metrics.service.js';

@ApiExcludeController()
@Controller('metrics')
@TokenIgnored()
@Produces('text/plain')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  /** Prometheus' text format, version 0.0.4. */
  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.text();
  }
}
