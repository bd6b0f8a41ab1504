import { userInfo } from 'node:os';
import { pino } from 'pino';

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
