import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadConfig, type Config } from '../config/environment.js';
import { DeadMails, type DeadMail } from '../mail/dead-mails.js';
import { withServices } from './context.js';
import { writeFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import {
  EMAIL_CHANGED,
  emailChangedLetter,
  PASSWORD_CHANGED,
  passwordChangedLetter,
} from '../auth/account-changed.mail.js';
import { PASSWORD_RESET, passwordResetLetter } from '../auth/password-reset.mail.js';
import { makeFolder } from '../config/make-folder.js';
import { EmlTransport } from '../mail/eml.transport.js';
import type { Letter } from '../mail/mail.composers.js';
import { MOVIE_CREATED, movieCreatedLetter } from '../movies/movie-created.mail.js';
import { MailMessages, MailTemplates } from '../mail/mail.delivery.js';
import { CommandError } from './command.js';

const FAILED_HELP = `
One mail a line, its parts separated by tabs: id, kind, movie, attempts, when it was queued, when it
was given up, why.

Examples:
  npm run cli -- mail:failed
  npm run --silent cli -- mail:failed | grep movie-created | cut -f 1`;

const RETRY_HELP = `
Examples:
  npm run cli -- mail:retry
  npm run cli -- mail:retry 41 42

What becomes of a mail that fails: docs/mail.md.`;

const PREVIEW_HELP = `
It needs no database and sends nothing.

Examples:
  npm run mail:preview
  npm run cli -- mail:preview /tmp/mails`;

/** What an operator does with mails that could not be delivered, and a look at all of them. */
export function addMailCommands(program: Command, say: (line: string) => void): void {
  program
    .command('mail:failed')
    .description('list the mails that were given up')
    .addHelpText('after', FAILED_HELP)
    .action(() =>
      withServices(async (services) => {
        const mails = await services.get(DeadMails).list();
        say(mails.length === 0 ? 'No mail was given up' : mails.map(line).join('\n'));
      }),
    );

  program
    .command('mail:retry')
    .description('queue mails again that were given up')
    .argument('[id...]', 'as mail:failed lists them; all of them by default')
    .addHelpText('after', RETRY_HELP)
    .action((ids: string[]) =>
      withServices(async (services) => {
        const asked = ids.map(mailId);
        const revived = await services
          .get(DeadMails)
          .revive(asked.length === 0 ? undefined : asked);
        const unknown = asked.filter((id) => !revived.includes(id));
        say(`${revived.length} queued again`);
        if (unknown.length > 0) {
          throw new CommandError(`Not among the mails that were given up: ${unknown.join(', ')}`);
        }
      }),
    );

  program
    .command('mail:preview')
    .description('write an example of each mail as .html, .txt and .eml')
    .argument('[folder]', 'where to; mail-preview in DATA_DIR by default')
    .addHelpText('after', PREVIEW_HELP)
    .action(async (folder?: string) => {
      const config = loadConfig();
      const directory = folder ?? join(config.dataDir, 'mail-preview');
      const paths = await previewMails(directory, config).catch((error: NodeJS.ErrnoException) => {
        if (error.path === undefined) throw error;
        throw new CommandError(`${directory}: ${error.message}`, { cause: error });
      });
      paths.forEach(say);
    });
}

/** Tab-separated: id, kind, movie, attempts, when queued, when given up, why. */
function line(mail: DeadMail): string {
  return [
    mail.id,
    mail.kind,
    mail.movie_id === null ? '-' : `movie ${mail.movie_id}`,
    `${mail.attempts} ${mail.attempts === 1 ? 'attempt' : 'attempts'}`,
    mail.queued_at.toISOString(),
    mail.dead_at.toISOString(),
    mail.last_error,
  ].join('\t');
}

function mailId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new CommandError(`${text} is not the id of a mail`);
  return Number(text);
}

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
