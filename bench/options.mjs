import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const MAIL_USAGE = `npm run bench:mail -- [--quick]

  --quick   fewer mails, shorter windows: to see that it works, not to measure`;

const FILTER_USAGE = `npm run bench:filters -- [--movies N] [--catalogue FILE]

  --movies N        size of the catalogue (1000000), copied from 10,000 invented movies
  --catalogue FILE  or from a catalogue of your own, .ndjson or .ndjson.gz`;

const IMPORT_USAGE = `npm run bench:import -- [--quick] [--movies N] [--rounds N] [--catalogue FILE]

  --quick           one round of 10000 movies: to see that it works, not to measure
  --movies N        size of the invented catalogue (100000)
  --rounds N        imports and copies, in turns (3)
  --catalogue FILE  a catalogue of your own instead, .ndjson or .ndjson.gz`;

/** Reads the command line; says what is wrong and ends the process where it cannot. */
export function read(usage, options, check) {
  try {
    const switches = {
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    };
    const { values } = parseArgs({ options: { ...switches, ...options } });
    if (!values.help) return check(values);
    process.stdout.write(`${usage}\n`);
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    return process.exit(1);
  }
}

export const readFilterOptions = () =>
  read(
    FILTER_USAGE,
    { movies: { type: 'string', default: '1000000' }, catalogue: { type: 'string' } },
    large,
  );

export const readMailOptions = () => read(MAIL_USAGE, {}, mail);

export const readImportOptions = () =>
  read(
    IMPORT_USAGE,
    {
      movies: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
      catalogue: { type: 'string' },
    },
    imports,
  );

function imports({ quick, movies, rounds, catalogue }) {
  if (!/^[1-9]\d{0,7}$/.test(movies)) throw new Error('--movies takes a number');
  if (!/^[1-9]\d?$/.test(rounds)) throw new Error('--rounds takes a number from 1 to 99');
  const file = existingFile(catalogue);
  return quick
    ? { quick, movies: 10_000, rounds: 1, catalogue: file }
    : { quick, movies: Number(movies), rounds: Number(rounds), catalogue: file };
}

function existingFile(catalogue) {
  const file = catalogue && resolve(catalogue);
  if (file && !existsSync(file)) throw new Error(`--catalogue: there is no ${catalogue}`);
  return file;
}

function large({ movies, catalogue }) {
  // The 50th page is measured and has to be there.
  if (!/^\d{4,8}$/.test(movies)) throw new Error('--movies takes a number from 1000');
  return { movies: Number(movies), catalogue: existingFile(catalogue) };
}

const mail = ({ quick }) => ({
  quick,
  mails: quick ? 300 : 2000,
  mailsOneByOne: quick ? 100 : 500,
  throughputRounds: quick ? 1 : 5,
  paced: { rate: 50, seconds: quick ? 3 : 20 },
  windows: { rounds: quick ? 2 : 12, seconds: quick ? 1 : 5 },
});
