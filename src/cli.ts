import { ConfigError } from './config/environment.js';
import { UnknownUserError } from './users/users.errors.js';
import { program } from './cli/program.js';
import { EmbeddedDatabaseError } from './database/errors/failure.js';
import { CommandError } from './cli/command.js';

const FORESEEN = [CommandError, ConfigError, EmbeddedDatabaseError, UnknownUserError];

const [node, script, ...parameters] = process.argv;

try {
  await program.parseAsync([node!, script!, ...(parameters.length > 0 ? parameters : ['help'])]);
} catch (error) {
  const foreseen = FORESEEN.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (foreseen ? error.message : error.stack) : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode ??= 1; // an interruption has a code of its own
}
