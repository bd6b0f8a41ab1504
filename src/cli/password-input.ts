import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from './command.js';

/** Characters of standard input: far more than a password may have. */
const MOST = 10_000;

/**
 * A new password, asked for twice on a terminal, which does not show it, or the one line of standard
 * input. It is no argument: those are seen by all users of the machine, and kept by shells.
 *
 * @throws {CommandError}
 */
export async function readNewPassword(): Promise<string> {
  if (!process.stdin.isTTY) return fromPipe();
  const password = await ask('New password: ');
  if ((await ask('The same again: ')) === password) return password;
  throw new CommandError('The two are not the same: nothing is changed');
}

async function fromPipe(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > MOST) break;
  }
  const [line = '', ...more] = text.split(/\r?\n/);
  if (more.every((rest) => rest === '')) return line;
  throw new CommandError('Standard input must be the password and nothing else, on one line');
}

function ask(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: nowhere, // where it would show what is typed
    terminal: true,
    historySize: 0,
  });
  process.stderr.write(question);
  return new Promise((done, failed) => {
    lines.once('line', (line) => {
      done(line);
      lines.close();
    });
    lines.once('close', () => {
      process.stderr.write('\n');
      failed(new CommandError('No password was given: nothing is changed')); // Ctrl-C or Ctrl-D
    });
  });
}
