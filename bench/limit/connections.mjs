import { Socket } from 'node:net';
import pg from 'pg';

/** Each sends its next statement before the last one is answered: for reads better than many. */
const PIPELINED = 4;
/** One statement at a time on each: while one waits for the disk, the others' go on. */
const POOLED = 16;

// Left to itself PostgreSQL plans some statements anew each time, for LIMIT's sake: that costs more
// than running them.
const options = '-c plan_cache_mode=force_generic_plan';

/** @returns runs `{ name, text, values }`, and answers the first row */
export async function connections(kind) {
  const run = kind === 'pooled' ? pooled() : await pipelined();
  return async (statement) => {
    const { rows } = await run(statement);
    return rows[0];
  };
}

function pooled() {
  const pool = new pg.Pool({ max: POOLED, options });
  return (statement) => pool.query(statement);
}

async function pipelined() {
  const connect = async () => {
    const socket = new Socket();
    const client = new pg.Client({ pipeline: true, options, stream: () => socket });
    client.on('error', (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    });
    await client.connect();
    return { client, send: together(socket) };
  };
  const clients = await Promise.all(Array.from({ length: PIPELINED }, connect));
  let turn = 0;
  return (statement) => {
    turn = (turn + 1) % PIPELINED;
    const { client, send } = clients[turn];
    send();
    return client.query(statement);
  };
}

/** What is written within one turn of the event loop leaves in one go. */
function together(socket) {
  let corked = false;
  return () => {
    if (corked) return;
    corked = true;
    socket.cork();
    setImmediate(() => {
      corked = false;
      socket.uncork();
    });
  };
}
