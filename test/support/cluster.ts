import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { SUPERUSER } from '../../src/database/embedded/account.js';

/** Migrated once, by the global setup; every test file's database is a copy of it. */
const TEMPLATE = 'movie_api_template';

export interface TestConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/**
 * @param template the database to copy; `template0` for an empty one
 * @returns the connection to the copy, and how to drop it
 */
export async function cloneDatabase(
  template = TEMPLATE,
): Promise<{ connection: TestConnection; drop: () => Promise<void> }> {
  const address = JSON.parse(process.env['TEST_DATABASE']!) as TestConnection;
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ ...address, user: SUPERUSER });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await admin(`CREATE DATABASE ${database} TEMPLATE ${template} OWNER ${address.user}`);
  return {
    connection: { ...address, database },
    drop: () => admin(`DROP DATABASE ${database} WITH (FORCE)`),
  };
}
