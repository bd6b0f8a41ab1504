import { join } from 'node:path';

/** Starts the limit's server on the product's database. */
export async function startReference(children, address) {
  const env = {
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.user,
    PGDATABASE: address.database,
    PORT: '0',
    NODE_OPTIONS: '',
  };
  const file = join(import.meta.dirname, 'limit', 'server.mjs');
  const child = children.start('reference', process.execPath, [file], { channel: true, env });
  const { port } = await children.ask(child);
  return { pid: child.pid, origin: `http://127.0.0.1:${port}` };
}
