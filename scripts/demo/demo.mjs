import { cleanUp } from './account.steps.mjs';
import { expectAs, Kind } from './expectation.mjs';
import { mailAbout } from './mail.mjs';
import { play } from './play.mjs';
import { Printer } from './printer.mjs';
import { STEPS } from './steps.mjs';

/**
 * @typedef {object} Options
 * @property {AbortSignal} [signal]
 * @property {typeof import('./request.mjs').send} [send]
 */

/**
 * The journey on a server that nobody else uses, with a look into its mails.
 *
 * @param {import('./journey.mjs').Journey} journey
 * @param {string} mails the folder that the server writes mails to
 * @param {Printer} printer
 * @param {Options} [options]
 */
export async function playOnTemporary(journey, mails, printer, options = {}) {
  const { origin, email, title } = journey;
  await play(STEPS, journey, printer, options);
  printer.heading(
    'Read the mail about the film',
    'Without SMTP_URL each mail becomes a file below DATA_DIR/mail.',
  );
  const mail = await mailAbout(mails, title, options.signal);
  if (mail !== undefined) printer.text(`To: ${mail.to}\nSubject: ${mail.subject}\n\n${mail.text}`);
  const link = `${origin}/movies/${journey.filmId}/`;
  const withLink = new Kind(`a text with ${link}`, (text) => String(text).includes(link));
  expectAs('mail', { to: email, subject: new RegExp(title), text: withLink }, mail);
}

/**
 * The journey on a server that is in use: what it makes there, it deletes again, also when it
 * fails or is interrupted.
 *
 * @param {import('./journey.mjs').Journey} journey
 * @param {Printer} printer
 * @param {Options} [options]
 */
export async function playOnRunning(journey, printer, options = {}) {
  try {
    await play(STEPS, journey, printer, options);
  } catch (error) {
    await cleanUpQuietly(journey, printer, options);
    throw error;
  }
  printer.heading(
    'The mail about the film',
    `The server sends it to ${journey.email}, an address of nobody, by SMTP;\nwithout SMTP_URL it is a file below its DATA_DIR/mail.`,
  );
  await play([cleanUp], journey, printer, options);
}

async function cleanUpQuietly(journey, printer, { send }) {
  if (!journey.signedUp) return;
  try {
    await play([cleanUp], journey, new Printer({ write: () => true }), { send });
    printer.note('\nThe account and the films of this demo are deleted.');
  } catch {
    printer.note(`\nThe account ${journey.username} is left behind, perhaps with its films.`);
  }
}
