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
    const client = new pg.Client({ pipeline: true, options });
    client.on('error', (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    });
    await client.connect();
    return client;
  };
  const clients = await Promise.all(Array.from({ length: PIPELINED }, connect));
  let turn = 0;
  return (statement) => {
    turn = (turn + 1) % PIPELINED;
    return clients[turn].query(statement);
  };
}
