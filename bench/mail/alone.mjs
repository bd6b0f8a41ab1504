// The reference: nodemailer alone, with the product's messages ready in memory.
import { connect } from 'node:net';
import nodemailer from 'nodemailer';
import { movieCreatedLetter } from '../../dist/movies/movie-created.mail.js';
import { MailMessages, MailTemplates } from '../../dist/mail/mail.delivery.js';

/** The order's letters as the product would send them. */
function compose({ mails, from, to, title, origin }) {
  const messages = new MailMessages(new MailTemplates(), {
    mailFrom: from,
    mailReplyTo: undefined,
  });
  return Promise.all(
    Array.from({ length: mails }, (_, index) => {
      const letter = movieCreatedLetter(
        to,
        `${title} ${index + 1}`,
        `${origin}/movies/${index + 1}/`,
      );
      return messages.of('movie-created', crypto.randomUUID(), letter);
    }),
  );
}

/** Nodemailer leaves Nagle's algorithm on: the end of a message waits for an acknowledgement. */
function withoutNagle({ host, port }, done) {
  const connection = connect({ host, port, noDelay: true });
  connection.once('error', done);
  connection.once('connect', () => {
    connection.off('error', done);
    done(null, { connection });
  });
}

async function send({ url, atOnce, nagle, ...what }) {
  const messages = await compose(what);
  const { hostname: host, port } = new URL(url);
  const transport = nodemailer.createTransport({
    host,
    port: Number(port),
    pool: true,
    maxConnections: atOnce,
    ...(nagle ? {} : { getSocket: withoutNagle }),
  });
  await Promise.all(messages.map((message) => transport.sendMail(message)));
  transport.close();
}

process.on('message', (order) => {
  send(order).then(
    () => process.send({ sent: true }),
    (error) => process.send({ error: error.stack }),
  );
});
process.once('disconnect', () => process.exit());
