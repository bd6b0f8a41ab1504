import { DeliveryError } from './mail.delivery.js';

interface Failure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/** As nodemailer makes them: its message repeats the server's words, and those the address. */
const failure = (members: Failure): Error =>
  Object.assign(new Error(`It failed for ada@example.org: ${members.response}`), members, {
    recipient: 'ada@example.org',
    rejected: ['ada@example.org'],
  });

const answered = (code: string, command: string, response: string): Failure => ({
  code,
  command,
  response,
  responseCode: Number.parseInt(response, 10),
});

const rcpt = (response: string): Failure => answered('EENVELOPE', 'RCPT TO', response);
const mail = (response: string): Failure => answered('EENVELOPE', 'MAIL FROM', response);
const data = (response: string): Failure => answered('EMESSAGE', 'DATA', response);

test.each<[Failure, string]>([
  [rcpt('550 5.1.1 <ada@example.org> unknown'), 'EENVELOPE 550 5.1.1 at RCPT TO'],
  [rcpt('550 No such user ada@example.org'), 'EENVELOPE 550 at RCPT TO'],
  [
    rcpt('550-5.7.26 ada@example.org\n550 5.7.26 will not have it'),
    'EENVELOPE 550 5.7.26 at RCPT TO',
  ],
  [mail('553 5.1.8 <ada@example.org> is no sender'), 'EENVELOPE 553 5.1.8 at MAIL FROM'],
  [
    answered('EENVELOPE', 'DATA', '554 5.5.1 no valid recipients, ada@example.org'),
    'EENVELOPE 554 5.5.1 at DATA',
  ],
  [data('554 5.6.0 ada@example.org gets no such thing'), 'EMESSAGE 554 5.6.0 at DATA'],
  [{ code: 'EENVELOPE', command: 'API' }, 'EENVELOPE at API'],
])('%j is for good', (members, message) => {
  const error = new DeliveryError(failure(members));
  expect(error.message).toBe(message);
  expect(error.lasting).toBe(true);
});

test.each<[Failure, string]>([
  [rcpt('451 4.7.1 <ada@example.org> is greylisted'), 'EENVELOPE 451 4.7.1 at RCPT TO'],
  [rcpt('452 4.2.2 ada@example.org is full'), 'EENVELOPE 452 4.2.2 at RCPT TO'],
  [mail('421 4.3.2 closing, ada@example.org'), 'EENVELOPE 421 4.3.2 at MAIL FROM'],
  [data('450 ada@example.org later'), 'EMESSAGE 450 at DATA'],
  [mail('530 5.7.0 ada@example.org: sign in first'), 'EENVELOPE 530 5.7.0 at MAIL FROM'],
  [answered('EPROTOCOL', 'CONN', '554 5.7.1 no, ada@example.org'), 'EPROTOCOL 554 5.7.1'],
  [answered('EPROTOCOL', 'HELO', '502 what, ada@example.org'), 'EPROTOCOL 502 at HELO'],
  [
    answered('EAUTH', 'AUTH PLAIN', '535 5.7.8 ada@example.org is not let in'),
    'EAUTH 535 5.7.8 at AUTH PLAIN',
  ],
  [{ code: 'EAUTH', command: 'API' }, 'EAUTH at API'],
  [{ code: 'ESOCKET', command: 'CONN' }, 'ESOCKET'],
  [{ code: 'ETIMEDOUT', command: 'CONN' }, 'ETIMEDOUT'],
  [{ code: 'ECONNECTION', command: 'CONN' }, 'ECONNECTION'],
  [{ code: 'EDNS', command: 'CONN' }, 'EDNS'],
  [{ code: 'ETLS', command: 'STARTTLS' }, 'ETLS at STARTTLS'],
  [{}, 'EUNKNOWN'], // a pooled connection that closed too early
])('%j may pass', (members, message) => {
  const error = new DeliveryError(failure(members));
  expect(error.message).toBe(message);
  expect(error.lasting).toBe(false);
});

test('nothing of the error shows the address', () => {
  const error = new DeliveryError(failure(rcpt('550 5.1.1 <ada@example.org> unknown')));
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('ada');
});
