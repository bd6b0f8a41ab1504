// Loaded into a server with `node --import`: appends what it asks the database to STATEMENT_LOG, a line
// of JSON for each statement and a second one for its outcome.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const pg = createRequire(join(process.cwd(), 'package.json'))('pg');
const write = (line) => appendFileSync(process.env.STATEMENT_LOG, `${JSON.stringify(line)}\n`);
const connections = new Map();
let serial = 0;

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function logged(config, values) {
  const text = typeof config === 'string' ? config : config?.text;
  if (typeof config?.submit === 'function' && text === undefined)
    return query.apply(this, arguments);
  if (!connections.has(this)) connections.set(this, `${process.pid}.${connections.size + 1}`);
  const id = `${process.pid}.${(serial += 1)}`;
  const given = Array.isArray(values) ? values : config?.values;
  write({ id, connection: connections.get(this), text, values: (given ?? []).map(plain) });
  const done = (error, result) => {
    const results = Array.isArray(result) ? result : [result];
    write({ id, error: error?.code, rows: results.at(-1)?.rowCount ?? 0 });
  };
  const last = arguments[arguments.length - 1];
  if (typeof last === 'function') {
    const rest = [...arguments].slice(0, -1);
    return query.call(this, ...rest, (error, result) => {
      done(error, result);
      last(error, result);
    });
  }
  if (typeof config?.callback === 'function') {
    const own = config.callback;
    config.callback = (error, result) => {
      done(error, result);
      own(error, result);
    };
    return query.apply(this, arguments);
  }
  const answer = query.apply(this, arguments);
  answer?.then?.((result) => done(undefined, result), done);
  return answer;
};

function plain(value) {
  if (Buffer.isBuffer(value)) return { hex: value.toString('hex') };
  if (value instanceof Date) return { time: value.toISOString() };
  return value === undefined ? null : value;
}
