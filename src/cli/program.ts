import { writeFile } from 'node:fs/promises';
import { Command, type Argument } from 'commander';
import { readConfig } from '../config/environment.js';
import { releaseVersion } from '../config/release.js';
import { createDataSource } from '../database/connect/data-source.js';
import { migrate, migrationStatus } from '../database/migrations/migrate.js';
import { withDatabase, withServices } from './context.js';
import { addExportCommand } from './export.command.js';
import { addImportCommand } from './import.command.js';
import { addMailCommands } from './mail.commands.js';
import { seed } from './seed.command.js';
import { addUserCommands } from './users.commands.js';
import { CommandError } from './command.js';
import { entities } from '../process/connect-database.js';
import { SearchRebuild } from '../search/rebuild.service.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const EXAMPLES = `
Examples:
  npm run cli -- seed
  npm run cli -- import title.basics.tsv.gz --types movie,tvMovie
  npm run cli -- export catalogue.csv.gz
  npm run cli -- users:promote ada
  npm run cli -- users:password ada
  npm run cli -- help import

What a command works on is configured as the server is: docs/configuration.md.
`;

/** Without the options, which each command's own help has. */
const termOf = (command: Command): string =>
  [command.name(), ...command.registeredArguments.map(argumentOf)].join(' ');

const argumentOf = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

/** The commands of `npm run cli --`. */
export const program = new Command('npm run cli --')
  .description(
    'Commands of the Movie API, on the database that the server uses; they may run while it does.',
  )
  .version(releaseVersion(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .helpCommand('help [command]', 'print this help, or that of a command')
  .configureHelp({ subcommandTerm: (command) => termOf(command) })
  .addHelpText('after', EXAMPLES)
  .showHelpAfterError('Try --help.');

addImportCommand(program, say);
addExportCommand(program);

program
  .command('seed')
  .description('load the bundled sample: films, users, likes and comments')
  .action(() => withServices((services) => seed(services, say)));

addUserCommands(program, say);
addMailCommands(program, say);
program
  .command('search:rebuild')
  .description('make what searches compare anew, after an update that says so')
  .action(() =>
    withServices(async (services) => {
      const written = await services.get(SearchRebuild).run();
      say(written === 0 ? 'Nothing to do' : `${written} movies written`);
    }),
  );

program
  .command('db:migrate')
  .description('bring the schema up to date')
  .addHelpText(
    'after',
    `
A server and most commands do it themselves, unless MIGRATE=off.

Examples:
  npm run cli -- db:migrate
  DATABASE_URL=postgres://localhost/movies npm run cli -- db:migrate`,
  )
  .action(() =>
    withDatabase(async (dataSource) => {
      const done = await migrate(dataSource);
      say(done.length === 0 ? 'Nothing to do' : done.map((name) => `Migrated: ${name}`).join('\n'));
    }),
  );

program
  .command('db:status')
  .description('show which migrations the database has')
  .addHelpText(
    'after',
    `
Examples:
  npm run cli -- db:status
  npm run --silent cli -- db:status | grep missing`,
  )
  .action(() =>
    withDatabase(async (dataSource) => {
      for (const { name, applied } of await migrationStatus(dataSource)) {
        say(`${applied ? 'applied' : 'missing'}  ${name}`);
      }
    }),
  );

program
  .command('openapi')
  .description('write the OpenAPI document')
  .argument('[file]', 'where to; standard output by default')
  .action(async (file?: string) => {
    const text = `${JSON.stringify(await openApi(), undefined, 2)}\n`;
    if (file === undefined) process.stdout.write(text);
    else
      await writeFile(file, text).catch((error: Error) => {
        throw new CommandError(`${file}: ${error.message}`);
      });
  });

/** The same whatever the environment says: nothing of it stands in the document. */
async function openApi(): Promise<unknown> {
  const { describeApp } = await import('../app.setup.js'); // the web server: no other command needs it
  return describeApp({
    config: readConfig({}),
    dataSource: createDataSource({}, { entities }),
    jwtSecret: 'not used: nothing is signed here',
  });
}
