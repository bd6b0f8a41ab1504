// A mail server, in a process of its own: what it costs is not on the account of what is measured.
// Argument: milliseconds that it takes over a mail.
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { now } from './clock.mjs';

const delayMs = Number(process.argv[2]);

let accepted = [];
let awaited;

function answerWhenThere() {
  if (awaited === undefined || accepted.length < awaited) return;
  awaited = undefined;
  process.send({ accepted });
}

async function take(stream) {
  let source = '';
  stream.setEncoding('latin1');
  for await (const part of stream) source += part;
  if (delayMs > 0) await sleep(delayMs);
  accepted.push({
    at: now(),
    id: /^Message-ID: (.+)$/im.exec(source)?.[1],
    title: /^"(.+)" has been added/m.exec(source)?.[1],
    bytes: source.length,
  });
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, done) {
    take(stream).then(() => {
      done();
      answerWhenThere();
    }, done);
  },
});
// A client that is stopped breaks its connection off.
server.on('error', () => undefined);

process.on('message', ({ forget, count }) => {
  if (forget) accepted = [];
  awaited = count;
  answerWhenThere();
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.server.address().port }));
