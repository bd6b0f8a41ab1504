import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** Where a conversation can go wrong. */
export type Stage = 'greeting' | 'sign-in' | 'MAIL' | 'RCPT' | 'DATA';

export interface Refusal {
  readonly at: Stage;
  readonly code: number;
  /** What follows the code, such as `5.1.1 <ada@example.org> unknown`. */
  readonly text?: string;
  /** Only this recipient; known from RCPT on. */
  readonly to?: string;
  /** How often; for good by default. */
  readonly times?: number;
}

export interface ReceivedMail extends ParsedMail {
  /** As it came over the wire, a character for each byte. */
  readonly raw: string;
  /** When it was answered, in milliseconds by `performance.now()`. */
  readonly answeredAt: number;
}

/** A real SMTP server on loopback that keeps what it accepts. */
export interface TestSmtp {
  readonly url: string;
  /** Those that were accepted. */
  readonly mails: ReceivedMail[];
  /** Those that came in whole, and were refused then. */
  readonly refusedMails: ReceivedMail[];
  /** All that were ever opened. */
  readonly connections: number;
  /** Messages that have come in whole, and that wait for the answer. */
  readonly inHand: number;
  /** Milliseconds that it thinks about each message. */
  answerAfter: () => number;
  /** Refuses the next messages with this code. */
  refuse(code: number, times: number): void;
  /** Several refusals may hold at once; the first that fits is taken. */
  refuseAt(refusal: Refusal): void;
  /** Goes silent at this stage, until the function that it answers is called. */
  hangAt(stage: Stage): () => void;
  /** Takes all refusals back. */
  relent(): void;
  /** Closes every connection without a word. */
  cut(): void;
  /** @throws when the mails are not there in time */
  received(count: number, seconds?: number): Promise<ReceivedMail[]>;
  close(): Promise<void>;
}

type Answer = (error?: Error | null) => void;

export async function startSmtp(port = 0): Promise<TestSmtp> {
  const mails: ReceivedMail[] = [];
  const refusedMails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const hanging = new Map<Stage, Promise<void>>();
  let refusals: { refusal: Refusal; left: number }[] = [];
  let connections = 0;
  let inHand = 0;

  const refused = (stage: Stage, recipient?: string): Error | undefined => {
    const found = refusals.find(
      ({ refusal: { at, to }, left }) =>
        at === stage && left > 0 && (to === undefined || to === recipient),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    const { code, text = 'not now, ada@example.org' } = found.refusal;
    return Object.assign(new Error(text), { responseCode: code });
  };
  const answer = async (stage: Stage, done: Answer, recipient?: string): Promise<void> => {
    await hanging.get(stage);
    done(refused(stage, recipient));
  };

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    hideENHANCEDSTATUSCODES: true, // those of the refusals alone
    closeTimeout: 100, // kept connections of clients that still run
    onConnect: (_, done) => void answer('greeting', done),
    onAuth: ({ username }, _, done) =>
      void answer('sign-in', (error) => done(error, { user: username })),
    onMailFrom: (_, __, done) => void answer('MAIL', done),
    onRcptTo: ({ address }, _, done) => void answer('RCPT', done, address),
    onData: (stream, session, done) => {
      const accept = async (): Promise<void> => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        const message = Buffer.concat(chunks);
        inHand += 1;
        try {
          await sleep(smtp.answerAfter());
          await hanging.get('DATA');
          const parsed = await simpleParser(message);
          const raw = message.toString('latin1');
          const mail = Object.assign(parsed, { raw, answeredAt: performance.now() });
          const error = refused('DATA', session.envelope.rcptTo[0]?.address);
          (error === undefined ? mails : refusedMails).push(mail);
          done(error);
        } finally {
          inHand -= 1;
        }
      };
      accept().catch(done); // the client has gone away in the middle of it
    },
  });
  server.on('error', () => undefined); // a client that was killed
  server.server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo;

  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    refusedMails,
    get connections() {
      return connections;
    },
    get inHand() {
      return inHand;
    },
    answerAfter: () => 0,
    refuse: (code, times) => smtp.refuseAt({ at: 'DATA', code, times }),
    refuseAt: (refusal) => void refusals.push({ refusal, left: refusal.times ?? Infinity }),
    hangAt: (stage) => {
      let release = (): void => undefined;
      hanging.set(stage, new Promise((released) => (release = released)));
      return () => {
        hanging.delete(stage);
        release();
      };
    },
    relent: () => void (refusals = []),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    received: async (count, seconds = 20) => {
      const deadline = Date.now() + seconds * 1000;
      while (mails.length < count) {
        if (Date.now() > deadline) throw new Error(`${mails.length} of ${count} mails came`);
        await sleep(20);
      }
      return mails;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  return smtp;
}
