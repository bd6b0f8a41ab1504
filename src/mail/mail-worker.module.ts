import { Module } from '@nestjs/common';
import { MailModule } from './mail.module.js';
import { MailOutbox } from './mail.outbox.js';
import { MailPace } from './mail.pace.js';
import { MailWorker } from './mail.worker.js';

/** The process that imports it sends the queued mails (unless `WORKER=off`); others only queue. */
@Module({
  imports: [MailModule],
  providers: [MailOutbox, MailPace, MailWorker],
  exports: [MailModule, MailWorker],
})
export class MailWorkerModule {}
