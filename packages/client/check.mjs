// Builds the package and holds it against what its users do: pack, install without a network, import,
// require, compile the examples of its README. Then types, publint, attw and the size.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { bundle } from './bundle.mjs';

/** Bytes of the minified ES module, compressed by gzip. */
const SIZE_LIMIT = 6 * 1024;

const here = import.meta.dirname;
const packageFolder = (name) =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
/** Users have either of the two. */
const [tsc, tscNative] = ['typescript', 'typescript-native'].map((name) =>
  join(packageFolder(name), 'bin', 'tsc'),
);
const folder = mkdtempSync(join(tmpdir(), 'movie-api-client-'));
const node = (...args) =>
  execFileSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
const npm = (...args) =>
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
const say = (text) => process.stdout.write(`${text}\n`);

function fail(what, complaints) {
  if (complaints.length === 0) return say(`${what}: fine`);
  process.exitCode = 1;
  return say(`${what}:\n${complaints.map((one) => `  ${one}`).join('\n')}`);
}

/** The examples of the README are one program, which a test runs and this compiles. */
function examples() {
  const readme = readFileSync(join(here, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join('\n');
}

/** As strictly as a user's compiler may: TypeScript 7 with a browser's types, 6 with those of Node alone. */
function compileAsUser() {
  writeFileSync(join(folder, 'examples.mts'), examples());
  writeFileSync(
    join(folder, 'commonjs.cts'),
    `import client = require('movie-api-client');\nconst api = new client.MovieApi({ baseUrl: '' });\nexport const title: Promise<string> = api.get('/movies/{id}/', { path: { id: 1 } }).then((movie) => movie.title);\n`,
  );
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const common = ['--noEmit', '--module', 'nodenext', '--target', 'es2022', ...strict];
  const files = ['examples.mts', 'commonjs.cts'];
  node(tscNative, ...common, '--lib', 'es2022,dom', ...files);
  const typeRoots = join(here, '..', '..', 'node_modules', '@types');
  const ofNode = ['--skipLibCheck', '--typeRoots', typeRoots, '--types', 'node'];
  node(tsc, ...common, '--lib', 'es2022', ...ofNode, ...files);
}

function loadAsUser() {
  const use = `new MovieApi({ baseUrl: '' }).each('/movies/')`;
  node('--input-type=module', '-e', `import { MovieApi } from 'movie-api-client'; ${use}`);
  node('--input-type=commonjs', '-e', `const { MovieApi } = require('movie-api-client'); ${use}`);
}

async function reportSize() {
  const whole = Buffer.from(await bundle({ format: 'esm' }));
  const minified = Buffer.from(await bundle({ format: 'esm', minify: true }));
  const sizes = {
    whole,
    minified,
    gzip: gzipSync(minified, { level: 9 }),
    brotli: brotliCompressSync(minified),
  };
  say(
    Object.entries(sizes)
      .map(([name, { length }]) => `${name} ${length}`)
      .join(', ') + ' bytes',
  );
  const { length } = sizes.gzip;
  fail('size', length > SIZE_LIMIT ? [`${length} bytes are more than ${SIZE_LIMIT}`] : []);
}

const versionIn = (path) =>
  JSON.parse(readFileSync(join(here, path, 'package.json'), 'utf8')).version;

try {
  const isOfApi = versionIn('.') === versionIn('../..');
  fail('version', isOfApi ? [] : ['package.json has another version than that of the API']);
  node(join(here, 'build.mjs'));
  node(tscNative, '-p', here);
  npm('pack', here, '--silent', '--ignore-scripts', '--pack-destination', folder);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  const tarball = readFileSync(join(folder, name));

  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(tarball).buffer },
    strict: true,
  });
  fail(
    'publint',
    messages.map((message) => formatMessage(message, pkg, { color: false })),
  );
  const { problems } = await checkPackage(createPackageFromTarballData(tarball));
  fail(
    'attw',
    (problems ?? ['no types']).map((problem) => JSON.stringify(problem)),
  );
  await reportSize();

  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npm('install', '--offline', '--no-audit', '--no-fund', `./${name}`);
  const installed = readdirSync(join(folder, 'node_modules')).filter((one) => !one.startsWith('.'));
  fail(
    'dependencies',
    installed.filter((one) => one !== 'movie-api-client'),
  );
  loadAsUser();
  compileAsUser();
  say('install, import, require, types: fine');
} catch (error) {
  if (error.status === undefined) throw error;
  fail('client', [error.message]); // a command that failed has said why
} finally {
  rmSync(folder, { recursive: true, force: true });
}
