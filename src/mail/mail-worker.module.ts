import { Module } from '@nestjs/common';
import { MailModule } from './mail.module.js';
import { MailWorker } from './mail.worker.js';

/** The process that imports it sends the queued mails; one without it, a command say, only queues. */
@Module({ imports: [MailModule], providers: [MailWorker], exports: [MailWorker] })
export class MailWorkerModule {}
