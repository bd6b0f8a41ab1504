import { Module } from '@nestjs/common';
import { MailWorkerModule } from '../mail/mail-worker.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

@Module({
  imports: [MailWorkerModule],
  controllers: [HealthController],
  providers: [HealthService],
})
export class HealthModule {}
