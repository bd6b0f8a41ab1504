// Plays the whole journey of a consumer and checks every answer.
// Usage: npm run demo [-- ADDRESS], or API_URL; without either on a temporary server of its own.
import { journeyOn } from './journey.mjs';
import { playOnRunning, playOnTemporary } from './demo.mjs';
import { Printer } from './printer.mjs';
import { withTemporaryServer } from './temporary-server.mjs';

const USAGE = `npm run demo                  plays the journey on a temporary server
npm run demo -- ADDRESS       plays it on a running one, such as http://127.0.0.1:8000;
                              so does API_URL. What it makes there, it deletes again.
`;

const [address = process.env['API_URL'] || undefined, ...more] = process.argv.slice(2);
if (address === '--help' || address === '-h') {
  process.stdout.write(USAGE);
  process.exit();
}
const origin = address?.replace(/\/+$/, '');
if (more.length > 0 || (origin !== undefined && !/^https?:\/\//.test(origin))) {
  process.stderr.write(`One address, such as http://127.0.0.1:8000, or none.\n\n${USAGE}`);
  process.exit(1);
}

const interruption = new AbortController();
let signalled;
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(name, () => {
    signalled ??= code; // npm passes on a signal that has come already
    interruption.abort();
  });
}
// Nobody reads on, as behind `| head` or a pager that was left: end in good order, as by SIGPIPE.
process.stdout.on('error', () => {
  signalled ??= 141;
  interruption.abort();
});

const printer = new Printer(process.stdout);
const { signal } = interruption;
try {
  if (origin !== undefined) await playOnRunning(journeyOn(origin, false), printer, { signal });
  else {
    printer.note('Starting a temporary server …');
    await withTemporaryServer(async ({ origin: own, mails }) => {
      signal.throwIfAborted();
      printer.note(`${own} is there, and goes when this ends.`);
      await playOnTemporary(journeyOn(own, true), mails, printer, { signal });
    });
  }
  printer.verdict('All went as told.', true);
} catch (error) {
  const interrupted = signalled !== undefined;
  printer.verdict(interrupted ? 'Interrupted.' : `Not as told: ${error.message}`, false);
  process.exitCode = signalled ?? 1;
}
