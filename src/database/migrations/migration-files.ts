import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every feature keeps its SQL in its own folder below this one. */
const SOURCES = join(import.meta.dirname, '..', '..');

/** Milliseconds since 1970, to which a migration's number is added: TypeORM wants 13 digits. */
const FIRST_TIMESTAMP = 1_795_305_600_000;

const files: readonly string[] = readdirSync(SOURCES, { recursive: true }).map((path) =>
  join(SOURCES, String(path)),
);

const read = (file: string): string => readFileSync(file, 'utf8');

/** A migration whose two directions are the files `NUMBER-NAME.up.sql` and `NUMBER-NAME.down.sql`. */
function sqlMigration(upFile: string): new () => MigrationInterface {
  const name = basename(upFile, '.up.sql');
  const run = async (runner: QueryRunner, file: string): Promise<void> =>
    void (await runner.query(read(file)));
  return class implements MigrationInterface {
    readonly name = `${name}-${FIRST_TIMESTAMP + Number.parseInt(name, 10)}`;
    up = (runner: QueryRunner): Promise<void> => run(runner, upFile);
    down = (runner: QueryRunner): Promise<void> =>
      run(runner, upFile.replace(/\.up\.sql$/, '.down.sql'));
  };
}

/** The migrations of all features, in the order of their numbers. */
export const migrations = files
  .filter((file) => /\/migrations\/\d{4}-[a-z-]+\.up\.sql$/.test(file))
  .sort((one, other) => (basename(one) < basename(other) ? -1 : 1))
  .map(sqlMigration);

/** A file of functions and triggers in their current form. It may run any number of times. */
export interface FunctionFile {
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
}

/** `x.functions.sql` of all features. */
export const functionFiles: readonly FunctionFile[] = files
  .filter((file) => file.endsWith('.functions.sql'))
  .map((file) => ({
    name: basename(file),
    sql: read(file),
    digest: createHash('sha256').update(read(file)).digest('hex'),
  }));
