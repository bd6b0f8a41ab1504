import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';

@Module({ imports: [MailModule], controllers: [MetricsController], providers: [MetricsService] })
export class MetricsModule {}
