import { join } from 'node:path';
import type { Command } from 'commander';
import { loadConfig } from '../config/environment.js';
import { DeadMails, type DeadMail } from '../mail/dead-mails.js';
import { CommandError } from './command-error.js';
import { withServices } from './context.js';
import { previewMails } from './mail-preview.js';

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
