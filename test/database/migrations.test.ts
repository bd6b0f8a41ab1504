import { createDataSource } from '../../src/database/connect/data-source.js';
import { migrate, migrationStatus } from '../../src/database/migrations/migrate.js';
import { functionFiles, migrations } from '../../src/database/migrations/migration-files.js';
import { describeSchema } from '../../src/database/migrations/schema.js';
import { whyUnfit } from '../../src/database/errors/unusable.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';

const connect = (connection: TestConnection) =>
  createDataSource(connection, { entities: [] }).initialize();

test('ten instances that start at once migrate an empty database once', async () => {
  const { connection, drop } = await cloneDatabase('template0');
  const sources = await Promise.all(Array.from({ length: 10 }, () => connect(connection)));
  const done = await Promise.all(sources.map(migrate));
  expect(done.map((names) => names.length).sort((one, other) => one - other)).toEqual([
    ...Array<number>(9).fill(0),
    migrations.length + functionFiles.length,
  ]);
  expect((await migrationStatus(sources[0]!)).every(({ applied }) => applied)).toBe(true);
  await Promise.all(sources.map((source) => source.destroy()));
  await drop();
});

test('every migration goes down and up again, and leaves what was there', async () => {
  const { connection, drop } = await cloneDatabase('template0');
  const source = await connect(connection);
  const empty = await describeSchema(source);
  const states: string[] = [];
  await migrate(source);
  const full = await describeSchema(source);
  for (let index = 0; index < migrations.length; index += 1) {
    states.push(await describeSchema(source));
    await source.undoLastMigration();
  }
  expect(await describeSchema(source)).toBe(empty);
  await migrate(source);
  expect(await describeSchema(source)).toBe(full);
  expect(new Set(states).size).toBe(migrations.length);
  await source.destroy();
  await drop();
});

test('status tells what a database lacks', async () => {
  const { connection, drop } = await cloneDatabase('template0');
  const source = await connect(connection);
  const status = await migrationStatus(source);
  expect(status.map(({ applied }) => applied)).toEqual(
    [...migrations, ...functionFiles].map(() => false),
  );
  await source.destroy();
  await drop();
});

test('functions that have changed, or of another version, are replaced at the next start', async () => {
  const { connection, drop } = await cloneDatabase();
  const source = await connect(connection);
  const body = async (): Promise<string> =>
    (await source.query(`SELECT prosrc FROM pg_proc WHERE proname = 'like_movie'`))[0].prosrc;
  const ours = await body();
  expect(await migrate(source)).toEqual([]);
  await source.query(`CREATE OR REPLACE FUNCTION like_movie(
    movie bigint, liker bigint, OUT is_new boolean, OUT like_count integer
  ) LANGUAGE plpgsql AS 'BEGIN END'`);
  await source.query(
    `INSERT INTO function_files VALUES ('likes.functions.sql', 'of another version', now())`,
  );
  const status = await migrationStatus(source);
  expect(status.filter(({ applied }) => !applied).map(({ name }) => name)).toEqual([
    'likes.functions.sql',
  ]);
  expect(await migrate(source)).toEqual(['likes.functions.sql']);
  expect(await body()).toBe(ours);
  await source.destroy();
  await drop();
});

test('a database of before version 1.0.0 is refused in one line', async () => {
  const { connection, drop } = await cloneDatabase('template0');
  const source = await connect(connection);
  await source.query('CREATE TABLE migrations (name text)');
  expect(await whyUnfit(source, 'The database')).toBeUndefined();
  await source.query(`INSERT INTO migrations VALUES ('0001-accounts-1795305600001')`);
  expect(await whyUnfit(source, 'The database')).toContain('made before version 1.0.0');
  await source.destroy();
  await drop();
});
