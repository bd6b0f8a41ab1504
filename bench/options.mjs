import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `npm run bench -- [--quick] [--movies N] [--catalogue FILE]

  --quick           shorter windows: to see that it works, not to measure
  --movies N        size of the invented catalogue (10000)
  --catalogue FILE  a catalogue of your own instead, .ndjson or .ndjson.gz`;

/** Reads the command line; says what is wrong and ends the process where it cannot. */
export function readOptions() {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    return process.exit(1);
  }
}

function read() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      movies: { type: 'string', default: '10000' },
      catalogue: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  // The 50th page is measured and has to be there.
  if (!/^\d{4,8}$/.test(values.movies)) throw new Error('--movies takes a number from 1000');
  const catalogue = values.catalogue && resolve(values.catalogue);
  if (catalogue && !existsSync(catalogue))
    throw new Error(`--catalogue: there is no ${values.catalogue}`);
  return {
    quick: values.quick,
    movies: Number(values.movies),
    catalogue,
    rounds: values.quick ? 2 : 3,
    seconds: values.quick ? 2 : 5,
  };
}
