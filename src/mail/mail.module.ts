import { Logger, Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { DeadMails } from './dead-mails.js';
import { emlDirectory, EmlTransport } from './eml.transport.js';
import { MailComposers } from './mail.composers.js';
import { MailDelivery, MailMessages, MailTemplates } from './mail.delivery.js';
import { MailMetrics } from './mail.metrics.js';
import { MailQueue } from './mail.queue.js';
import { smtpPool } from './smtp.pool.js';
import { MailOutbox } from './mail.outbox.js';
import { MailWorker, MailPace } from './mail.worker.js';

const logger = new Logger('Mail');

@Module({
  imports: [
    MailerModule.forRootAsync({
      imports: [],
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        transport:
          config.smtpUrl === undefined
            ? new EmlTransport(emlDirectory(config.dataDir), (path) =>
                logger.log(`Mail written to ${path}`),
              )
            : smtpPool(config.smtpUrl, config),
      }),
    }),
  ],
  providers: [
    DeadMails,
    MailComposers,
    MailDelivery,
    MailMessages,
    MailMetrics,
    MailQueue,
    MailTemplates,
  ],
  exports: [DeadMails, MailComposers, MailDelivery, MailMetrics, MailQueue],
})
export class MailModule {}

/** The process that imports it sends the queued mails (unless `WORKER=off`); others only queue. */
@Module({
  imports: [MailModule],
  providers: [MailOutbox, MailPace, MailWorker],
  exports: [MailModule, MailWorker],
})
export class MailWorkerModule {}
