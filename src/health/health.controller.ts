import { Controller, Get } from '@nestjs/common';
import { ApiTags, ApiProperty } from '@nestjs/swagger';
import { TokenIgnored } from '../http/routing/access.js';
import { Documented } from '../http/openapi/documented.js';
import { Problem } from '../http/problems/problem.js';
import { HealthService } from './health.service.js';

export class LiveDto {
  @ApiProperty({ enum: ['up'], example: 'up' })
  status!: 'up';
}

class ChecksDto {
  @ApiProperty({ enum: ['up', 'down'], example: 'up' })
  database!: 'up' | 'down';

  @ApiProperty({ enum: ['up', 'down'], example: 'up' })
  migrations!: 'up' | 'down';

  @ApiProperty({ enum: ['up', 'down'], example: 'up' })
  queue!: 'up' | 'down';
}

export class ReadyDto extends LiveDto {
  @ApiProperty({ type: ChecksDto })
  checks!: ChecksDto;
}

@ApiTags('Operations')
@Controller('health')
@TokenIgnored()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Documented({
    id: 'healthLive',
    summary: 'Is the process alive',
    description: 'Looks at nothing else: what does not answer is to be started again.',
    answer: { status: 200, type: LiveDto, description: 'It is.' },
  })
  live(): LiveDto {
    return { status: 'up' };
  }

  @Get('ready')
  @Documented({
    id: 'healthReady',
    summary: 'Can it serve',
    description:
      'Looks at the database, its migrations and the mail queue. The `detail` of a 503 names what is missing. Cheap enough to be asked each second.',
    answer: { status: 200, type: ReadyDto, description: 'All is there.' },
    problems: ['service-unavailable'],
  })
  async ready(): Promise<ReadyDto> {
    if (this.health.isEnding) throw notReady('The server is shutting down.');
    const checks = await this.health.readiness();
    const missing = Object.entries(checks).filter(([, state]) => state === 'down');
    if (missing.length === 0) return { status: 'up', checks };
    throw notReady(`Missing: ${missing.map(([name]) => name).join(', ')}.`);
  }
}

/** Without a cause: a poller would fill the log with it. The service logs when it changes. */
const notReady = (detail: string): Problem =>
  new Problem('service-unavailable', detail, { headers: { 'Retry-After': '2' } });
