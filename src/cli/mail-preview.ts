import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createTransport } from 'nodemailer';
import {
  EMAIL_CHANGED,
  emailChangedLetter,
  PASSWORD_CHANGED,
  passwordChangedLetter,
} from '../auth/account-changed.mail.js';
import { PASSWORD_RESET, passwordResetLetter } from '../auth/password-reset.mail.js';
import type { Config } from '../config/environment.js';
import { makeFolder } from '../config/make-folder.js';
import { EmlTransport } from '../mail/eml.transport.js';
import type { Letter } from '../mail/mail.composers.js';
import { MailMessages } from '../mail/mail.messages.js';
import { MailTemplates } from '../mail/mail.templates.js';
import { MOVIE_CREATED, movieCreatedLetter } from '../movies/movie-created.mail.js';

const ADA = { email: 'ada@example.org', username: 'ada' };

function examples(origin: string, resetPage: string | undefined): Record<string, Letter> {
  const endpoint = `${origin}/password/reset/`;
  return {
    [MOVIE_CREATED]: movieCreatedLetter(ADA.email, 'The Godfather', `${origin}/movies/1/`),
    [PASSWORD_RESET]: passwordResetLetter({
      to: ADA.email,
      username: ADA.username,
      token: 'mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw',
      page: resetPage ?? endpoint,
      endpoint,
    }),
    [PASSWORD_CHANGED]: passwordChangedLetter(ADA),
    [EMAIL_CHANGED]: emailChangedLetter(ADA),
  };
}

/**
 * Writes an example of each mail, as it would be sent.
 *
 * @param directory made where it is missing
 * @returns the paths of the files
 */
export async function previewMails(directory: string, config: Config): Promise<string[]> {
  await makeFolder(directory);
  const messages = new MailMessages(new MailTemplates(), config);
  const transport = createTransport(new EmlTransport(directory));
  const origin = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const paths: string[] = [];
  for (const [kind, letter] of Object.entries(examples(origin, config.passwordResetUrl))) {
    const message = await messages.of(kind, kind, letter);
    const files = { html: message.html, txt: message.text };
    for (const [ending, content] of Object.entries(files)) {
      paths.push(resolve(join(directory, `${kind}.${ending}`)));
      await writeFile(paths.at(-1)!, content);
    }
    await transport.sendMail(message as Parameters<typeof transport.sendMail>[0]);
    paths.push(resolve(join(directory, `${kind}.eml`)));
  }
  return paths;
}
