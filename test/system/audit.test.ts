import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'movie-api-audit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the audit with an npm that says this. */
function audited(report: string): { status: number | null; stdout: string } {
  const npm = join(folder, 'npm');
  writeFileSync(npm, `#!/bin/sh\ncat <<'EOF'\n${report}\nEOF\n`);
  chmodSync(npm, 0o755);
  const PATH = `${folder}${delimiter}${process.env['PATH']}`;
  return spawnSync(process.execPath, ['scripts/audit.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH },
  });
}

const counts = (more: object): object => ({
  info: 0,
  low: 0,
  moderate: 0,
  high: 0,
  critical: 0,
  total: 0,
  ...more,
});

test('fails for what is severe, and says what it is', () => {
  const via = [{ title: 'Prototype pollution', url: 'https://example.org/GHSA-1' }];
  const { status, stdout } = audited(
    JSON.stringify({
      vulnerabilities: { lodash: { severity: 'high', range: '<4.17.21', via } },
      metadata: { vulnerabilities: counts({ high: 1, total: 1 }) },
    }),
  );
  expect(status).toBe(1);
  expect(stdout).toContain('high  lodash <4.17.21: Prototype pollution https://example.org/GHSA-1');
});

test('passes with what is not', () => {
  const vulnerabilities = { a: { severity: 'low', range: '*', via: ['b'] } };
  const metadata = { vulnerabilities: counts({ low: 1, total: 1 }) };
  const { status, stdout } = audited(JSON.stringify({ vulnerabilities, metadata }));
  expect([status, stdout]).toEqual([0, expect.stringContaining('low  a *: through b')]);
});

test.each([
  ['a registry without advisories', '{"message":"405 Method Not Allowed","error":{}}'],
  ['no network', '{"error":{"summary":"getaddrinfo ENOTFOUND registry"}}'],
  ['no report', 'npm error'],
])('is skipped, with a word, for %s', (_, report) => {
  const { status, stdout } = audited(report);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Audit skipped, no registry answered: \S/);
});
