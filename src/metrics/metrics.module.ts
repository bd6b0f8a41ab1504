import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { AdmissionMetrics } from './admission.metrics.js';
import { DatabaseMetricsExport } from './database.metrics.js';
import { MailQueueMetrics } from './mail-queue.metrics.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRegistry, MetricsService } from './metrics.registry.js';
import { RequestMetrics } from './request.metrics.js';

@Module({
  imports: [MailModule],
  controllers: [MetricsController],
  providers: [
    MetricsRegistry,
    MetricsService,
    // These register their metrics when they are made.
    AdmissionMetrics,
    DatabaseMetricsExport,
    MailQueueMetrics,
    RequestMetrics,
  ],
  exports: [MetricsService, RequestMetrics],
})
export class MetricsModule {}
