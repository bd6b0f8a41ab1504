import { createDataSource } from '../../src/database/data-source.js';
import { migrate, migrationStatus } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations/index.js';
import { describeSchema } from '../../src/database/schema.js';
import { cloneDatabase, type TestConnection } from '../support/cluster.js';

const connect = (connection: TestConnection) =>
  createDataSource(connection, { entities: [] }).initialize();

test('ten instances that start at once migrate an empty database once', async () => {
  const { connection, drop } = await cloneDatabase('template0');
  const sources = await Promise.all(Array.from({ length: 10 }, () => connect(connection)));
  const done = await Promise.all(sources.map(migrate));
  expect(done.map((names) => names.length).sort((one, other) => one - other)).toEqual([
    ...Array<number>(9).fill(0),
    migrations.length,
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
  expect(status.map(({ applied }) => applied)).toEqual(migrations.map(() => false));
  await source.destroy();
  await drop();
});
