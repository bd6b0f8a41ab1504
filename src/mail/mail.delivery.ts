import { Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';
import { DeliveryError } from './delivery-error.js';
import type { Letter } from './mail.composers.js';
import { MailMessages } from './mail.messages.js';

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
