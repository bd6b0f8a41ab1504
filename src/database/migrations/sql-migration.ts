import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A migration whose two directions are SQL files beside this one: `NAME.up.sql`, `NAME.down.sql`.
 *
 * @param name the file name without its ending
 * @param timestamp milliseconds since 1970; migrations run in its order
 */
export function sqlMigration(name: string, timestamp: number): new () => MigrationInterface {
  const run = async (runner: QueryRunner, direction: 'up' | 'down'): Promise<void> => {
    await runner.query(
      await readFile(join(import.meta.dirname, `${name}.${direction}.sql`), 'utf8'),
    );
  };
  return class implements MigrationInterface {
    readonly name = `${name}-${timestamp}`;
    up = (runner: QueryRunner): Promise<void> => run(runner, 'up');
    down = (runner: QueryRunner): Promise<void> => run(runner, 'down');
  };
}
