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
