import { Injectable } from '@nestjs/common';
import { MailComposers, type Letter } from '../mail/mail.composers.js';

export const PASSWORD_CHANGED = 'password-changed';
export const EMAIL_CHANGED = 'email-changed';

/** The address as it was: whoever took over an account may have changed it since. */
interface AccountChanged {
  readonly email: string;
  readonly username: string;
}

/** Tells the owner of an account what was done to it, in case it was somebody else. */
@Injectable()
export class AccountChangedMail {
  constructor(composers: MailComposers) {
    composers.register(PASSWORD_CHANGED, {
      compose: async (to: AccountChanged) => passwordChangedLetter(to),
    });
    composers.register(EMAIL_CHANGED, {
      compose: async (to: AccountChanged) => emailChangedLetter(to),
    });
  }
}

export const passwordChangedLetter = ({ email, username }: AccountChanged): Letter => ({
  to: email,
  subject: 'Your password was changed',
  context: { username },
});

export const emailChangedLetter = ({ email, username }: AccountChanged): Letter => ({
  to: email,
  subject: 'Your e-mail address was changed',
  context: { username },
});
