import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minVersion, subset } from 'semver';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));

interface LockedPackage {
  readonly version: string;
  readonly engines?: { readonly node?: string };
  readonly deprecated?: string;
}

const supported: string = read('package.json').engines.node;
const locked = Object.entries(read('package-lock.json').packages as Record<string, LockedPackage>);

test('every locked package runs on every Node that is supported, so that npm ci warns of none', () => {
  const oldest = supported.split('||').map((range) => minVersion(range)?.version);
  expect(oldest).toEqual(['20.19.0', '22.13.0', '24.11.0']);
  expect(locked.length).toBeGreaterThan(500);
  const tooNew = locked
    .filter(([, { engines }]) => engines?.node && !subset(supported, engines.node))
    .map(([path, { version, engines }]) => `${path} ${version} needs Node ${engines?.node}`);
  expect(tooNew).toEqual([]);
});

test('no locked package is deprecated, and none names the registry that it came from', () => {
  const deprecated = locked.filter(([, one]) => one.deprecated).map(([path]) => path);
  expect(deprecated).toEqual([]);
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"https?:\/\/.*\.tgz"/);
});
