import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let version: string | undefined;

/** The release that runs, such as `0.1.0`: read from package.json once somebody asks. */
export function releaseVersion(): string {
  version ??= readVersion();
  return version;
}

function readVersion(): string {
  const path = join(import.meta.dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
