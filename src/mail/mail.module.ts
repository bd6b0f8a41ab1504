import { Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { emlDirectory, EmlTransport } from './eml.transport.js';
import { MailComposers } from './mail.composers.js';
import { MailDelivery } from './mail.delivery.js';
import { MailQueue } from './mail.queue.js';
import { MailTemplates } from './mail.templates.js';

/** Milliseconds for each step of a delivery. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

@Module({
  imports: [
    MailerModule.forRootAsync({
      imports: [],
      inject: [CONFIG],
      useFactory: ({ smtpUrl, dataDir }: Config) => ({
        transport:
          smtpUrl === undefined
            ? new EmlTransport(emlDirectory(dataDir))
            : { url: smtpUrl, pool: true, ...TIMEOUTS },
      }),
    }),
  ],
  providers: [MailComposers, MailDelivery, MailQueue, MailTemplates],
  exports: [MailComposers, MailDelivery, MailQueue],
})
export class MailModule {}
