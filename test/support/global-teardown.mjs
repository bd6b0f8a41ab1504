import { rmSync } from 'node:fs';

export default async function stopCluster() {
  const { database, folder } = globalThis.testCluster;
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
