import { Inject, Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { MailComposers } from './mail.composers.js';
import type { MailJob } from './mail.queue.js';
import { MailTemplates } from './mail.templates.js';

/** A delivery failed; the message has the server's code, never the address or the server's words. */
export class DeliveryError extends Error {}

/** Who sends where nobody is configured: mails then go to files only. */
const NOBODY = 'Movie API <movie-api@localhost>';

@Injectable()
export class MailDelivery {
  constructor(
    private readonly composers: MailComposers,
    private readonly templates: MailTemplates,
    private readonly mailer: MailerService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws {DeliveryError} when the mail was not accepted */
  async deliver({ kind, message, payload }: MailJob): Promise<void> {
    const letter = await this.composers.of(kind).compose(payload);
    if (letter === undefined) return;
    const from = this.config.mailFrom ?? NOBODY;
    const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
    const { html, text } = await this.templates.render(kind, letter.context);
    try {
      await this.mailer.sendMail({
        from,
        to: letter.to,
        subject: letter.subject,
        html,
        text,
        messageId: `<${message}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834
      });
    } catch (error) {
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      throw new DeliveryError(`${code ?? 'EUNKNOWN'} ${responseCode ?? ''}`.trim());
    }
  }
}
