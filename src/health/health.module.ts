import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MailWorkerModule } from '../mail/mail.module.js';

@Module({
  imports: [MailWorkerModule],
  controllers: [HealthController],
  providers: [HealthService],
})
export class HealthModule {}
