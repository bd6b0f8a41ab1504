// Builds what is not built or out of date, then runs it in this same process, so that signals
// reach it. Usage: node scripts/run.mjs (server | worker | cli … | --build-only)
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const TARGETS = { server: 'main.js', worker: 'worker.js', cli: 'cli.js' };
/** Seconds are usual. */
const LONGEST_BUILD_MS = 5 * 60_000;

/** Ends with one line for the terminal. */
function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

// CommonJS packages require Nest, which ships ES modules only.
if (!process.features.require_module) {
  fail(`Node ${process.versions.node} is too old: install 20.19+, 22.13+ or 24.11+`);
}

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist', '.built-from');
const lock = join(root, 'node_modules', '.movie-api-build');
const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
/** TypeScript is compiled, everything else copied. */
const SWC_OPTIONS = [
  '--out-dir=dist',
  '--strip-leading-paths',
  '--delete-dir-on-start',
  '--extensions=.ts',
  '--copy-files',
  '--ignore=**/*.test.ts,**/*.d.ts',
];

/** Changes with every source file's path, size or time, and with what builds them. */
function fingerprint() {
  const hash = createHash('sha1');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  for (const name of sources.toSorted()) add(join('src', name));
  for (const name of ['package.json', '.swcrc']) add(name);
  return hash.digest('hex');
}

const isBuilt = (now) => existsSync(stamp) && readFileSync(stamp, 'utf8') === now;

/** Two commands started at once build once: the second waits for the first. */
function takeLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isHeld()) rmSync(lock, { force: true });
  return false;
}

/** Whether somebody builds: its process lives, is not this one, and has not had the lock for long. */
function isHeld() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    process.kill(pid, 0);
    // The number may be another's by now, as after the restart of a container.
    return pid !== process.pid && Date.now() - statSync(lock).mtimeMs < LONGEST_BUILD_MS;
  } catch {
    return false;
  }
}

function build() {
  const now = fingerprint();
  if (isBuilt(now)) return;
  if (!existsSync(swc)) {
    fail('The dependencies are not installed: npm ci');
  }
  if (isHeld()) process.stderr.write('Waiting for another build …\n');
  while (!takeLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    if (!isBuilt(now)) compile(now);
  } finally {
    rmSync(lock, { force: true });
  }
}

function compile(now) {
  process.stderr.write('Building (a few seconds, once) …\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [swc, 'src', ...SWC_OPTIONS], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}\nThe build failed.\n`);
    rmSync(lock, { force: true });
    process.exit(1);
  }
  writeFileSync(stamp, now);
}

const [target, ...rest] = process.argv.slice(2);
if (!(target in TARGETS) && target !== '--build-only') {
  fail(`Usage: node scripts/run.mjs (${Object.keys(TARGETS).join(' | ')} | --build-only)`);
}
// An image or package that ships only dist has nothing to build from.
if (existsSync(join(root, 'src'))) build();
process.argv = [process.argv[0], process.argv[1], ...rest];
if (target !== '--build-only') await run(join(root, 'dist', TARGETS[target]));

async function run(file) {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') {
      fail(`The dependencies are not complete: npm ci (${error.message.split('\n', 1)[0]})`);
    }
    if (error.code === 'ERR_DLOPEN_FAILED' || /native binding/i.test(error.message)) {
      fail('The dependencies were installed on another system: npm ci on this one');
    }
    throw error;
  }
}
