import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Jest loads this file before its module mapping is there: it uses the built code, which
 * `npm test` makes first. Starts a real PostgreSQL of our own, in a folder of its own.
 */
export default async function startCluster() {
  const { EmbeddedDatabase } = await import('../../dist/database/embedded/embedded-database.js');
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-test-'));
  const database = await EmbeddedDatabase.open(folder, 'server', () => undefined);
  globalThis.testCluster = { database, folder };
  try {
    await makeTemplate(database.address);
  } catch (error) {
    await database.close(); // Jest runs no teardown after a setup that failed
    throw error;
  }
  process.env.TEST_LOGS = join(folder, 'logs');
  mkdirSync(process.env.TEST_LOGS);
  process.env.TEST_ANSWERS = join(folder, 'answers');
  mkdirSync(process.env.TEST_ANSWERS);
  process.env.TEST_DATABASE = JSON.stringify(database.address);
}

async function makeTemplate(address) {
  const { SUPERUSER } = await import('../../dist/database/embedded/account.js');
  const { createDataSource } = await import('../../dist/database/connect/data-source.js');
  const { migrate } = await import('../../dist/database/migrations/migrate.js');
  const connect = (user, database) =>
    createDataSource({ ...address, user, database }, { entities: [] }).initialize();
  const admin = await connect(SUPERUSER, address.database);
  // This cluster is thrown away: it need not survive a power cut, and tests are spared the wait.
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    await admin.query(`ALTER SYSTEM SET ${setting} = off`);
  }
  await admin.query('SELECT pg_reload_conf()');
  await admin.query(`CREATE DATABASE movie_api_template OWNER ${address.user}`);
  await admin.destroy();
  const template = await connect(address.user, 'movie_api_template');
  await migrate(template);
  await template.destroy();
}
