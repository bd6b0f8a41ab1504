import { join } from 'node:path';

/**
 * Starts the limit's server on the product's database.
 *
 * @param {{ address: object, postmaster: number, secret: string }} database
 */
export async function startReference(children, { address, postmaster, secret }) {
  const env = {
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.user,
    PGDATABASE: address.database,
    JWT_SECRET: secret,
    PORT: '0',
    NODE_OPTIONS: '',
  };
  const file = join(import.meta.dirname, 'limit', 'server.mjs');
  const child = children.start('reference', process.execPath, [file], { channel: true, env });
  const { port } = await children.ask(child);
  return { child, pid: child.pid, postmaster, origin: `http://127.0.0.1:${port}` };
}
