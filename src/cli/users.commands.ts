import type { Command } from 'commander';
import { Problem } from '../http/problems/problem.js';
import { UsersService } from '../users/users.service.js';
import { withServices } from './context.js';
import { readNewPassword } from './password-input.js';
import { userInfo } from 'node:os';
import { pino } from 'pino';
import { CommandError } from './command.js';

const PASSWORD_HELP = `
It asks for the password twice and does not show it, or reads one line of standard input. The rules are
those of POST /register/. All sessions of the user end.

Examples:
  npm run cli -- users:password ada
  npm run --silent cli -- users:password ada < password.txt`;

/** What an operator does with accounts. */
export function addUserCommands(program: Command, say: (line: string) => void): void {
  for (const [name, role, description] of [
    ['users:promote', 'admin', 'make a user an admin'],
    ['users:demote', 'user', 'make an admin a user again'],
  ] as const) {
    program
      .command(name)
      .description(description)
      .argument('<name>', 'the username')
      .action((username: string) =>
        withServices(async (services) => {
          logRoleChange(await services.get(UsersService).setRole(username, role), role);
          say(`${username} is now ${role === 'admin' ? 'an admin' : 'a user'}`);
        }),
      );
  }

  program
    .command('users:password')
    .description('set a user’s password')
    .argument('<name>', 'the username')
    .addHelpText('after', PASSWORD_HELP)
    .action(async (name: string) => {
      const { AuthModule } = await import('../auth/auth.module.js');
      const { PasswordResetsService } = await import('../auth/password-resets.service.js');
      await withServices(
        async (services) => {
          const id = await services.get(UsersService).idOf(name);
          const password = await readNewPassword();
          await services
            .get(PasswordResetsService)
            .set(id, password)
            .catch((error: unknown) => {
              throw error instanceof Problem ? new CommandError(error.detail) : error;
            });
          say(`${name} has a new password, and is signed out everywhere`);
        },
        [AuthModule],
      );
    });
}

/** The operating system's user who runs the command. */
function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`; // containers have users without a name
  }
}

/** Logs on standard error who has given whom which role. */
export function logRoleChange(userId: number, role: string): void {
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  log.info({ context: 'Roles', user_id: userId, role, by: operator() });
}
