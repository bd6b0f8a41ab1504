// How fast mails leave, and what a mail server can do to requests. Usage: npm run bench:mail -- --help
import { join } from 'node:path';
import { inOwnFolder, say } from './children.mjs';
import { MailBench } from './mail/bench.mjs';
import { measureDelay } from './mail/delay.mjs';
import { measureHanging } from './mail/hanging.mjs';
import { measureThroughput } from './mail/throughput.mjs';
import { readMailOptions } from './options.mjs';
import { machine } from './table.mjs';

const options = readMailOptions();
const root = join(import.meta.dirname, '..');

function conditions() {
  const { mails, mailsOneByOne, throughputRounds, windows, quick } = options;
  const command = `npm run bench:mail${quick ? ' -- --quick' : ''}`;
  const today = new Date().toISOString().slice(0, 10);
  const parts = [
    `queues of ${mails.toLocaleString('en')} mails (${mailsOneByOne} one at a time)`,
    `medians of ${throughputRounds} rounds, the slow server's once`,
    `then ${windows.rounds} windows of ${windows.seconds} s for each server, in turns`,
  ];
  return `\`${command}\`, ${today}: ${parts.join(', ')}; ${machine()}`;
}

await inOwnFolder(root, async (children, folder) => {
  const bench = new MailBench(root, children, folder, options);
  say('Building');
  await (await bench.product('build')).build();
  const tables = [];
  for (const measure of [measureThroughput, measureDelay, measureHanging]) {
    tables.push(await measure(bench));
  }
  process.stdout.write(`\n${[conditions(), ...tables].join('\n\n')}\n`);
});
