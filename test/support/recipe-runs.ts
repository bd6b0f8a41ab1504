import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language, Recipes } from './recipes.js';

const ROOT = join(import.meta.dirname, '..', '..');
const MARK = '### ';
const ADDRESS = 'http://127.0.0.1:8000';

interface Environment {
  readonly folder: string;
  /** Stands in for the address in the text. */
  readonly origin: string;
  /** By the name of a recipe: a line of that language between its first and its second run. */
  readonly between: Readonly<Record<string, Readonly<Record<Language, string>>>>;
}

/** What a program printed, by the names of recipes, one text a run. */
export type Printed = ReadonlyMap<string, readonly string[]>;

/** Each language runs all blocks as one program: how it begins, how it runs a block, and what runs it. */
const PROGRAMS: Record<Language, Program> = {
  sh: {
    head: '',
    mark: (name) => `echo '${MARK}${name}'`,
    block: (_, __, text) => text,
    command: ['bash', 'recipes.sh'],
  },
  python: {
    head: 'import pathlib, runpy',
    mark: (name) => `print('${MARK}${name}', flush=True)`,
    block: (file) => `runpy.run_path('${file}.py', run_name='__main__')`,
    command: ['python3', '-W', 'error', 'recipes.py'],
  },
  ts: {
    head: "import fs from 'node:fs';",
    mark: (name) => `console.log('${MARK}${name}');`,
    block: (file, turn) => `await import('./${file}.js?${turn}');`,
    command: [process.execPath, 'recipes.js'],
  },
};

interface Program {
  readonly head: string;
  readonly mark: (name: string) => string;
  readonly block: (file: string, turn: number, text: string) => string;
  readonly command: readonly [program: string, ...parameters: string[]];
}

const fileOf = (index: number): string => `recipe${index + 1}`;

/**
 * Runs all blocks of a language in their order, as one program. Those in TypeScript are compiled
 * before, by {@link compileRecipes}.
 *
 * @throws where it fails
 */
export function runRecipes(
  language: Language,
  { files, shellHead, recipes }: Recipes,
  { folder, origin, between }: Environment,
): Promise<Printed> {
  const here = (text: string): string => text.replaceAll(ADDRESS, origin);
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), here(text));
  for (const [name, text] of Object.entries(files)) write(name, text);
  const { head, mark, block, command } = PROGRAMS[language];
  const parts = recipes.flatMap(({ name, code, prints }, index) => {
    const text = code[language];
    if (text === undefined) return [];
    if (language === 'python') write(`${fileOf(index)}.py`, text);
    return prints.flatMap((_, turn) => [
      turn === 0 ? '' : (between[name]?.[language] ?? ''),
      mark(name),
      block(fileOf(index), turn, text),
    ]);
  });
  if (language === 'ts') write('api.js', readFileSync(join(folder, 'api.js'), 'utf8'));
  const start = language === 'sh' ? shellHead : head;
  const [program, ...parameters] = command;
  write(parameters.at(-1)!, [start, ...parts].join('\n'));
  return run(program, parameters, folder).then(printed);
}

const CLIENT = join(ROOT, 'packages', 'client', 'src', 'index.ts');

/** Checks the types and writes JavaScript, with the client beside it as if it were installed. */
export async function compileRecipes({ files, recipes }: Recipes, folder: string): Promise<void> {
  const names = ['api.ts'];
  writeFileSync(join(folder, 'api.ts'), files['api.ts']!);
  for (const [index, { code }] of recipes.entries()) {
    if (code.ts === undefined) continue;
    names.push(`${fileOf(index)}.ts`);
    writeFileSync(join(folder, `${fileOf(index)}.ts`), code.ts);
  }
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2024', 'dom', 'dom.iterable'],
    module: 'nodenext',
    paths: { 'movie-api-client': [CLIENT] },
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const installed = join(folder, 'node_modules', 'movie-api-client');
  const module = { type: 'module', main: 'index.js' };
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(module));
  writeFileSync(join(installed, 'package.json'), JSON.stringify(module));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: names }));
  const [tsc, esbuild] = ['typescript-native/bin/tsc', 'esbuild/bin/esbuild'].map((path) =>
    join(ROOT, 'node_modules', path),
  ) as [string, string];
  const bundled = ['--bundle', '--platform=neutral', '--main-fields=module,main', '--format=esm'];
  await Promise.all([
    run(process.execPath, [tsc], folder),
    run(process.execPath, [esbuild, CLIENT, ...bundled, '--outdir=.'], installed),
    run(process.execPath, [esbuild, ...names, '--format=esm', '--outdir=.'], folder),
  ]);
}

/** @returns what it printed */
export function run(
  program: string,
  parameters: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const { PATH, HOME } = process.env;
  const child = spawn(program, parameters, {
    cwd,
    env: { PATH, HOME, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done(stdout);
      else failed(new Error(`${program} ended with ${code}:\n${stdout}\n${stderr}`));
    });
  });
}

function printed(output: string): Printed {
  const texts = new Map<string, string[]>();
  for (const part of output.split(new RegExp(`^${MARK}`, 'm')).slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    texts.set(name, [...(texts.get(name) ?? []), lines.join('\n')]);
  }
  return texts;
}
