import { Injectable, Inject } from '@nestjs/common';
import { MailerService, type ISendMailOptions } from '@nestjs-modules/mailer';
import type { Letter } from './mail.composers.js';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/environment.js';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Nodemailer's codes of a refusal that is about this mail: its sender, recipient or content. */
const ABOUT_THE_MAIL = ['EENVELOPE', 'EMESSAGE'];

/** The server wants a sign-in that is not set up: not the mail's fault, whatever stage it says so at. */
const SIGN_IN_WANTED = 530;

/** What nodemailer says of a failure. */
interface TransportFailure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/**
 * A delivery failed. The message has codes alone: a server's words may repeat the address, and the
 * address is nobody's business in a log or a table.
 */
export class DeliveryError extends Error {
  /**
   * Whether trying again is useless. A server that refuses everyone (its greeting, its sign-in) is
   * out of order, and the mail waits for it.
   */
  readonly lasting: boolean;

  constructor(failure: unknown) {
    const { code = 'EUNKNOWN', responseCode, response, command } = failure as TransportFailure;
    // RFC 3463: the enhanced status code, such as 5.1.1, follows the reply code.
    const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
    const stage = command === undefined || command === 'CONN' ? undefined : `at ${command}`;
    super([code, responseCode, enhanced, stage].filter(Boolean).join(' '));
    this.lasting =
      ABOUT_THE_MAIL.includes(code) &&
      responseCode !== SIGN_IN_WANTED &&
      (responseCode === undefined || responseCode >= 500);
  }
}

/** A mail's two bodies. */
export interface RenderedMail {
  readonly html: string;
  readonly text: string;
}

type Handlebars = typeof import('handlebars');
type Template = ReturnType<Handlebars['compile']>;

/** Loaded with the first mail. */
const handlebars = async (): Promise<Handlebars> => (await import('handlebars')).default;

/** Renders `templates/KIND.html.hbs` and `templates/KIND.text.hbs`, each in its common layout. */
@Injectable()
export class MailTemplates {
  private readonly compiled = new Map<string, Promise<Template>>();

  async render(kind: string, context: Readonly<Record<string, unknown>>): Promise<RenderedMail> {
    const { SafeString } = await handlebars();
    const [htmlLayout, html, textLayout, text] = await Promise.all([
      this.template('layout.html', false),
      this.template(`${kind}.html`, false),
      this.template('layout.text', true),
      this.template(`${kind}.text`, true),
    ]);
    return {
      html: htmlLayout({ body: new SafeString(html(context)) }),
      text: textLayout({ body: text(context).trimEnd() }),
    };
  }

  /** @param plain whether the result is not HTML, so that nothing is escaped */
  private template(name: string, plain: boolean): Promise<Template> {
    const known = this.compiled.get(name);
    if (known !== undefined) return known;
    const file = join(import.meta.dirname, 'templates', `${name}.hbs`);
    const template = Promise.all([handlebars(), readFile(file, 'utf8')]).then(
      ([{ compile }, source]) => compile(source, { noEscape: plain, strict: true }),
    );
    this.compiled.set(name, template);
    return template;
  }
}

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

/** Hands a letter to the mail server, or to a file. */
@Injectable()
export class MailDelivery {
  constructor(
    private readonly messages: MailMessages,
    private readonly mailer: MailerService,
  ) {}

  /**
   * @param kind names the templates
   * @param message the left part of the `Message-ID`
   * @throws {DeliveryError} when the mail was not accepted
   */
  async deliver(kind: string, message: string, letter: Letter): Promise<void> {
    const options = await this.messages.of(kind, message, letter);
    try {
      await this.mailer.sendMail(options);
    } catch (error) {
      throw new DeliveryError(error);
    }
  }
}
