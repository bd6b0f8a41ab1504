import { Logger, Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { DeadMails } from './dead-mails.js';
import { emlDirectory, EmlTransport } from './eml.transport.js';
import { MailComposers } from './mail.composers.js';
import { MailDelivery } from './mail.delivery.js';
import { MailMessages } from './mail.messages.js';
import { MailMetrics } from './mail.metrics.js';
import { MailQueue } from './mail.queue.js';
import { MailTemplates } from './mail.templates.js';
import { smtpPool } from './smtp.pool.js';

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
