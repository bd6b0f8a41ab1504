// npm run dev: the server, started again at every change below src or web. The database stays up meanwhile.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { watch } from 'chokidar';

process.argv[2] = '--build-only';
await import('./run.mjs');
const { transformFile } = await import('@swc/core');

const root = join(import.meta.dirname, '..');
const [src, web, dist] = ['src', 'web', 'dist'].map((name) => join(root, name));
const PAUSE_MS = 60; // an editor that saves several files changes them one after the other
const IGNORED = /(?:^|[/\\])\.|~$|\.(?:test|d)\.ts$|\.sw[px]$/;
const HURRY_MS = 300; // a browser's idle connection would let the old code serve for two seconds more

const say = (line) => process.stderr.write(`${line}\n`);
const database = await keepDatabase();
const changed = new Set();
const broken = new Set();
let server;
let next = prepare();
let timer;
let working = Promise.resolve();
let ending = false;

// Node's own recursive watch loses a file that an editor replaces by another of its name.
const watcher = watch([src, web], { ignoreInitial: true }).on('all', (_, path) => {
  const name = relative(src, path);
  if (IGNORED.test(name)) return;
  changed.add(name);
  clearTimeout(timer);
  timer = setTimeout(() => {
    working = working.then(takeOver);
  }, PAUSE_MS);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());
start();

/** The embedded database, as a command beside the server would hold it; none with DATABASE_URL. */
async function keepDatabase() {
  const load = (file) => import(pathToFileURL(join(dist, file)).href);
  try {
    const { loadConfig } = await load('config/environment.js');
    const { openDatabaseServer } = await load('database/connect/connection.js');
    return await openDatabaseServer(loadConfig(), 'command', say);
  } catch (error) {
    say(error.message);
    return process.exit(1);
  }
}

/** Compiles or copies what has changed. What does not compile leaves the server as it is. */
async function takeOver() {
  if (ending) return;
  const names = [...new Set([...changed, ...broken])];
  changed.clear();
  broken.clear();
  for (const name of names) {
    try {
      await build(name);
    } catch (error) {
      broken.add(name);
      say(`\n${error.message.split('Stack backtrace', 1)[0].trim()}\n`);
    }
  }
  if (broken.size > 0) {
    say('Not started again: waiting for the next change …');
    return;
  }
  say(`Changed: ${names.join(', ')}`);
  next.send('load'); // while the old one ends
  await stop(HURRY_MS);
  if (!ending) start();
}

async function build(name) {
  const [from, to] = [join(src, name), join(dist, name)];
  if (from.startsWith(web)) return undefined; // the server reads it as it is
  rmSync(join(dist, '.built-from'), { force: true }); // npm start builds the whole again
  const target = name.endsWith('.ts') ? to.replace(/\.ts$/, '.js') : to;
  if (!existsSync(from)) return rmSync(target, { recursive: true, force: true });
  if (statSync(from).isDirectory()) return undefined; // its files are told, too
  mkdirSync(dirname(target), { recursive: true });
  if (target === to) return cpSync(from, to);
  const { code, map } = await transformFile(from, {
    cwd: root,
    configFile: join(root, '.swcrc'),
    swcrc: false,
    sourceFileName: from,
  });
  writeFileSync(`${target}.map`, map ?? '');
  writeFileSync(target, `${code}\n//# sourceMappingURL=${target.split(/[/\\]/).at(-1)}.map\n`);
}

/** A process that has loaded the packages, and waits to be told to load the code, and to serve. */
function prepare() {
  return fork(join(import.meta.dirname, 'dev-server.mjs'), {
    execArgv: ['--enable-source-maps'],
    env: { ...process.env, WORKERS: '1' },
  });
}

function start() {
  const child = next;
  child.send('serve');
  const ended = once(child, 'exit').then(([code, signal]) => {
    if (server?.child !== child) return;
    server = undefined;
    say(`The server ended (${signal ?? code}): waiting for the next change …`);
  });
  server = { child, ended };
  next = prepare();
}

async function stop(patience) {
  if (server === undefined) return;
  const { child, ended } = server;
  server = undefined;
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(hard);
}

async function end() {
  if (ending) return;
  ending = true;
  clearTimeout(timer);
  await watcher.close();
  await working;
  next.kill('SIGKILL'); // it serves nobody
  await stop(5000);
  await database.close();
  process.exit(0);
}
