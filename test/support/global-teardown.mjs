import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findSecrets } from './log-secrets.mjs';

export default async function stopCluster() {
  const { database, folder } = globalThis.testCluster;
  await database.close();
  try {
    checkLogs(process.env.TEST_LOGS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fails the run if anything that its servers have logged is a secret. */
function checkLogs(folder) {
  const lines = (kind) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(`.${kind}`))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
      .split('\n')
      .filter((line) => line !== '');
  const log = lines('log');
  const secrets = lines('secrets').map((line) => JSON.parse(line));
  const found = findSecrets(log.join('\n'), secrets);
  if (found.length > 0) {
    throw new Error(`The log holds secrets:\n${found.slice(0, 20).join('\n')}`);
  }
  if (log.length > 0) {
    process.stderr.write(
      `${log.length} lines of the servers' logs hold none of ${new Set(secrets).size} secrets.\n`,
    );
  }
}
