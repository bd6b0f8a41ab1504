// The working tree beside another revision, each on a database that it has loaded itself.
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../children.mjs';
import { loadOf } from '../load/load.mjs';
import { figure } from '../table.mjs';
import { memoryMiB } from '../usage.mjs';
import { Windows } from '../windows.mjs';
import { knownDetails } from './conditional.mjs';
import { databaseOf, leave } from './databases.mjs';
import { conditions, windowsTable } from './report.mjs';

/** Of a revision's name. */
const LENGTH = 10;

export async function againstRevision(bench) {
  const { root, folder, children, options } = bench;
  const [count] = options.sizes;
  const old = checkOut(bench, options.compare);
  const sides = [];
  for (const of of [{ root: old.root, revision: old.revision }, { root }]) {
    sides.push(await withKnown(await databaseOf(bench, { count, ...of }), options));
  }
  const load = loadOf(children, folder);
  const windows = new Windows(load);
  const side = ({ server }, { requests }) => ({
    server,
    requests: (seconds) => requests.next(seconds),
  });
  const lines = [];
  for (const [index, { title }] of sides[0].endpoints.entries()) {
    say(`Measuring ${title}`);
    for (const { client } of sides) await client.query('CHECKPOINT'); // else in some window
    const both = sides.map((one) => side(one, one.endpoints[index]));
    lines.push({ title, sides: await windows.compare(both, options.windows) });
    if (index > 0) continue;
    const twice = [both[1], both[1]];
    lines.push({
      title: `${title}, the new one twice (A/A)`,
      sides: await windows.compare(twice, options.windows),
    });
  }
  const most = sides.map(({ server }) => figure(memoryMiB(server.pid, 'VmHWM'), 'MiB'));
  for (const one of sides) await leave(one);
  return [
    conditions({ ...options, tool: load.tool }),
    `Old: ${old.revision}. New: the working tree at ${revisionOf(root, 'HEAD')}. ${old.note}`,
    windowsTable(`${count.toLocaleString('en')} movies`, ['old', 'new'], lines),
    `Memory (RSS) at most: old ${most[0]}, new ${most[1]}.`,
  ].join('\n\n');
}

/** Adds the endpoint whose requests depend on the server's own tags. */
async function withKnown(side, { only }) {
  if (!only.includes('detail-304')) return side;
  const title = 'detail, `If-None-Match` (304)';
  return { ...side, endpoints: [{ title, requests: await knownDetails(side) }, ...side.endpoints] };
}

const git = (root, ...words) => execFileSync('git', ['-C', root, ...words], { encoding: 'utf8' });

const revisionOf = (root, name) =>
  git(root, 'rev-parse', '--verify', `${name}^{commit}`).trim().slice(0, LENGTH);

/** Another revision in a folder of its own, with the packages that its lock file names. */
function checkOut({ root, folder, children }, name) {
  const revision = revisionOf(root, name);
  const other = join(folder, 'old');
  git(root, 'worktree', 'add', '--detach', other, revision);
  children.afterwards(() => git(root, 'worktree', 'remove', '--force', other));
  const [here, there] = [root, other].map((each) => readFileSync(join(each, 'package-lock.json')));
  if (here.equals(there)) {
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'));
    return { revision, root: other, note: 'Both have the same packages.' };
  }
  execFileSync('npm', ['ci'], { cwd: other, stdio: 'ignore' });
  return { revision, root: other, note: 'Each has the packages of its own package-lock.json.' };
}
