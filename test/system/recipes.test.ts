import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, someFolder, type Folder } from '../support/command.js';
import type { Movie } from '../../packages/client/src/index.js';
import { compileRecipes, run, runRecipes, type Printed } from '../support/recipe-runs.js';
import { readRecipes, type Language } from '../support/recipes.js';
import { databaseUrl } from '../support/server-process.js';
import { JWT_SECRET, startTestApp, type TestApp } from '../support/test-app.js';
import { startUnkindProxy, type UnkindProxy } from '../support/unkind-proxy.js';

const ROOT = join(import.meta.dirname, '..', '..');
const recipes = readRecipes(readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8'));
const ACCOUNT = {
  username: 'rosa',
  email: 'rosa@example.org',
  password: 'correct horse battery staple',
};

/** What each language needs on the machine. */
const NEEDS: Record<Language, string[]> = {
  sh: ['bash', 'curl', 'jq'],
  ts: [],
  python: ['python3'],
};
const LOAD = 'Load a file, whatever restarts';

/** As if the script had died after the first line: what it did not note is sent again. */
const between = {
  [LOAD]: {
    sh: 'sed -i 1q films.done',
    ts: "fs.writeFileSync('films.done', '1\\n');",
    python: "pathlib.Path('films.done').write_text('1\\n')",
  },
};

const missingFor = (language: Language): string[] =>
  NEEDS[language].filter((name) => spawnSync(name, ['--version']).error);

interface Run {
  readonly t: TestApp;
  readonly folder: Folder;
  readonly proxy: UnkindProxy;
  printed: Printed;
}

const runs = new Map<Language, Run>();

/** Runs all blocks of a language on a database of their own. */
async function play(language: Language, folder: Folder): Promise<void> {
  const t = await startTestApp();
  const { token } = (await t.api.post('/register/', ACCOUNT)).body;
  await t.api.post('/logout/', undefined, { token });
  writeFileSync(join(folder.path, 'token'), token); // one that is no good any more
  const proxy = await startUnkindProxy(t.api.origin, async (path, authorization) => {
    const genres = [...(await t.api.get(path)).body.genres, 'Thriller'];
    const { status } = await t.api.patch(path, { genres }, { headers: { authorization } });
    expect(status).toBe(200);
  });
  const { origin } = proxy;
  const played: Run = { t, folder, proxy, printed: new Map() };
  runs.set(language, played); // so that it is closed also if it fails
  played.printed = await runRecipes(language, recipes, { folder: folder.path, origin, between });
}

const forTypeScript = someFolder();
const languages = ['sh', 'python', 'ts'] as const;

// One after the other: Passport knows one application in a process.
async function playInShellAndPython(): Promise<void> {
  for (const language of ['sh', 'python'] as const)
    if (missingFor(language).length === 0) await play(language, someFolder());
}

beforeAll(async () => {
  const { path } = forTypeScript;
  await Promise.all([compileRecipes(recipes, path), playInShellAndPython()]);
  await play('ts', forTypeScript);
});
afterAll(async () => {
  for (const { t, folder, proxy } of runs.values()) {
    await proxy.close();
    await t.close();
    folder.remove();
  }
});

describe.each(languages)('in %s', (language) => {
  const missing = missingFor(language).join(', ');
  if (missing !== '' && process.env['CI']) throw new Error(`The recipes need ${missing}`);
  if (missing !== '')
    process.stderr.write(`Skipped: no ${missing} for the recipes in ${language}\n`);
  const where = missing === '' ? describe : describe.skip;

  where('the blocks, run in their order', () => {
    test.each(
      recipes.recipes
        .filter(({ code }) => code[language])
        .map((each) => [each.name, each] as const),
    )('%s: they print what it says', (name, { prints }) => {
      expect(runs.get(language)!.printed.get(name)).toEqual(prints);
    });

    test('every answer that was lost was asked for again, and made one movie', async () => {
      const { t, proxy } = runs.get(language)!;
      expect(proxy.deeds).toEqual(['answered 503', 'cut the connection', 'edited first']);
      const { body } = await t.api.get('/movies/?ordering=title');
      const titles = body.results.map(({ title }: { title: string }) => title);
      expect(titles).toEqual(['Alien', 'Amélie', 'Heat', 'Ran']);
    });

    test('a change that came in between is still there', async () => {
      const { body } = await runs.get(language)!.t.api.get('/movies/?title=Alien');
      expect(body.results[0].genres.sort()).toEqual(['Horror', 'Science Fiction', 'Thriller']);
    });
  });
});

const commands = recipes.recipes.filter(({ inProject }) => inProject !== undefined);
test.each(commands.map((each) => [each.name, each] as const))(
  '%s: the command prints what it says, after the others',
  async (_, { inProject, prints }) => {
    const { t, folder } = runs.get('ts')!;
    const path = join(folder.path, 'films.csv');
    const command = inProject!.replace('films.csv', path);
    const env = { DATABASE_URL: databaseUrl(t.connection), DATA_DIR: t.dataDir, JWT_SECRET };
    const output = await run('bash', ['-euo', 'pipefail', '-c', command], ROOT, env);
    expect([output.replace(path, 'films.csv')]).toEqual(prints);
    expect((await t.api.get('/movies/?genre=Drama,Science Fiction')).body.count).toBe(1);
  },
);

test('every recipe may be run again, after other languages and beside the sample', async () => {
  const { t, folder } = runs.get('ts')!;
  const again = async (language: Language, { path }: Folder): Promise<void> => {
    const where = { folder: path, origin: t.api.origin, between: {} };
    const printed = await runRecipes(language, recipes, where);
    expect(printed.get(LOAD)).toContain('3 films are in\n');
  };
  const elsewhere = someFolder(); // as somebody who begins anew
  for (const language of ['sh', 'python'] as const)
    if (missingFor(language).length === 0) for (const _ of [1, 2]) await again(language, elsewhere);
  elsewhere.remove();
  expect((await runCommand(t, ['seed'])).stdout).toContain('Sample users: ');
  await again('ts', folder);
  const { results } = (await t.api.get('/movies/?title=Heat')).body;
  const created = results.filter(({ creator }: Movie) => creator?.username === ACCOUNT.username);
  expect(created).toHaveLength(1);
});
