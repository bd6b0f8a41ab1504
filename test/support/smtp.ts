import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server on loopback that keeps what it accepts. */
export interface TestSmtp {
  readonly url: string;
  readonly mails: ParsedMail[];
  /** Refuses the next deliveries with this code. */
  refuse(code: number, times: number): void;
  /** @throws when the mails are not there in time */
  received(count: number): Promise<ParsedMail[]>;
  close(): Promise<void>;
}

export async function startSmtp(port = 0): Promise<TestSmtp> {
  const mails: ParsedMail[] = [];
  let refusal = { code: 0, times: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _, done) {
      void simpleParser(stream).then((mail) => {
        if (refusal.times > 0) {
          refusal.times -= 1;
          return done(
            Object.assign(new Error('not now, ada@example.org'), { responseCode: refusal.code }),
          );
        }
        mails.push(mail);
        done();
      }, done);
    },
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    refuse: (code, times) => void (refusal = { code, times }),
    received: async (count) => {
      const deadline = Date.now() + 20_000;
      while (mails.length < count) {
        if (Date.now() > deadline) throw new Error(`${mails.length} of ${count} mails came`);
        await sleep(20);
      }
      return mails;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
