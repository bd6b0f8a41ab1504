// The limit: what Fastify and pg can do on this schema when nothing but the answer is made. No
// validation, no logging, no limits, no tags, no headers of its own; addresses are those that the
// bench sends. Environment: PGHOST, PGPORT, PGUSER, PGDATABASE (as pg reads them), JWT_SECRET, and
// PORT; READS and WRITES see connections.mjs.
import Fastify from 'fastify';
import { connections } from './connections.mjs';
import { addReads } from './reads.mjs';
import { addSearch } from './search.mjs';
import { tokenReader } from './tokens.mjs';
import { addWrites, prepareWrites } from './writes.mjs';

const { READS = 'pipelined', WRITES = 'pooled', JWT_SECRET = '', PORT = '0' } = process.env;

const server = Fastify({ logger: false });
const read = await connections(READS);
const write = await connections(WRITES);
await prepareWrites(write);
addReads(server, read);
addSearch(server, read);
addWrites(server, write, tokenReader(JWT_SECRET));

await server.listen({ host: '127.0.0.1', port: Number(PORT) });
// Whoever started it with a channel is told the port, and its end is the server's end. A signal ends
// it as it stands: it holds nothing that needs an orderly close.
process.once('disconnect', () => process.exit());
process.send?.({ port: server.server.address().port });
