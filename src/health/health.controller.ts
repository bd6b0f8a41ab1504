import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TokenIgnored } from '../http/access.js';
import { Documented } from '../http/openapi.js';
import { Problem } from '../http/problems/problem.js';
import { LiveDto, ReadyDto } from './health.dto.js';
import { HealthService } from './health.service.js';

@ApiTags('Operations')
@Controller('health')
@TokenIgnored()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Documented({
    id: 'healthLive',
    summary: 'Is the process alive',
    answer: { status: 200, type: LiveDto, description: 'It is.' },
    problems: ['invalid-input'],
  })
  live(): LiveDto {
    return { status: 'up' };
  }

  @Get('ready')
  @Documented({
    id: 'healthReady',
    summary: 'Can it serve',
    description: 'Looks at the database, its migrations and the mail queue.',
    answer: { status: 200, type: ReadyDto, description: 'All is there.' },
    problems: ['invalid-input'],
  })
  async ready(): Promise<ReadyDto> {
    const checks = await this.health.readiness();
    const missing = Object.entries(checks).filter(([, state]) => state === 'down');
    if (missing.length === 0) return { status: 'up', checks };
    throw new Problem(
      'service-unavailable',
      `Missing: ${missing.map(([name]) => name).join(', ')}.`,
      {
        headers: { 'Retry-After': '2' },
        cause: new Error('not ready'),
      },
    );
  }
}
