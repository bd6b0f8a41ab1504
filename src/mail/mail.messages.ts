import { Inject, Injectable } from '@nestjs/common';
import type { ISendMailOptions } from '@nestjs-modules/mailer';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import type { Letter } from './mail.composers.js';
import { MailTemplates, type RenderedMail } from './mail.templates.js';

type Message = ISendMailOptions & RenderedMail;

/** Who sends where nobody is configured: mails then go to files only. */
const NOBODY = 'Movie API <movie-api@localhost>';

/** Makes a message, headers and bodies, of a letter. */
@Injectable()
export class MailMessages {
  constructor(
    private readonly templates: MailTemplates,
    @Inject(CONFIG) private readonly config: Pick<Config, 'mailFrom' | 'mailReplyTo'>,
  ) {}

  /**
   * @param kind names the templates
   * @param message the left part of the `Message-ID`
   */
  async of(kind: string, message: string, letter: Letter): Promise<Message> {
    const from = this.config.mailFrom ?? NOBODY;
    const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
    const { html, text } = await this.templates.render(kind, letter.context);
    return {
      from,
      ...(this.config.mailReplyTo === undefined ? {} : { replyTo: this.config.mailReplyTo }),
      to: { name: '', address: letter.to }, // one address, whatever signs it has
      subject: letter.subject,
      html,
      text,
      messageId: `<${message}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834
    };
  }
}
