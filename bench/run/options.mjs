import { resolve } from 'node:path';
import { read } from '../options.mjs';
import { existing, numberOfMovies, SAMPLE } from '../search/options.mjs';

/** The endpoints by the names that `--only` takes, in the order in which they are measured. */
export const NAMES = [
  'list-1',
  'list-50',
  'list-deep',
  'genre',
  'detail',
  'detail-304',
  'comments',
  'search',
  'like',
  'comment',
  'movie',
];

const USAGE = `npm run bench -- [--quick] [--sizes N,N,N] [--only NAME,...] [--catalogue FILE] [--data DIR]
npm run bench -- --compare REV [--sizes N] ...

The product beside a bare Fastify + pg server that gives the same answers (bench/limit), on the same
database, in turns; and how its latency grows with the number of movies.

  --sizes N,N,N     numbers of movies (10000,100000,1000000; with --quick 10000, with --compare 100000)
  --only NAME,...   these endpoints alone:
                    ${NAMES.slice(0, 6).join(', ')},
                    ${NAMES.slice(6).join(', ')}
  --rounds N        windows of each server and endpoint (4)
  --seconds N       length of a window (3)
  --catalogue FILE  real movies, .ndjson or .ndjson.gz, whose words the titles are made of (the
                    bundled sample)
  --data DIR        keeps the loaded databases there; a second run takes them as they are
  --compare REV     instead: this working tree beside another revision, each on a database of its own
  --quick           short windows: to see that it works, not to measure`;

const OPTIONS = {
  sizes: { type: 'string' },
  only: { type: 'string', default: NAMES.join(',') },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  catalogue: { type: 'string', default: SAMPLE },
  data: { type: 'string' },
  compare: { type: 'string' },
};

export const readRunOptions = () => read(USAGE, OPTIONS, check);

function check(values) {
  const { quick, compare, data, catalogue, only } = values;
  const unknown = only.split(',').find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new Error(`--only takes ${NAMES.join(', ')}, and not ${unknown}`);
  return {
    quick,
    compare,
    only: only.split(','),
    sizes: sizesOf(values),
    catalogue: existing('--catalogue', catalogue),
    data: data && resolve(data),
    windows: {
      rounds: few('--rounds', values.rounds ?? (quick ? '2' : '4')),
      seconds: few('--seconds', values.seconds ?? (quick ? '1' : '3')),
      // Writes are rare: it takes a while until their code is compiled.
      warmUpSeconds: quick ? 1 : 4,
    },
    growthRounds: quick ? 20 : 200,
  };
}

function sizesOf({ sizes, quick, compare }) {
  const usual = compare === undefined ? '10000,100000,1000000' : '100000';
  const numbers = (sizes ?? (quick ? '10000' : usual)).split(',').map(numberOfMovies);
  if (compare !== undefined && numbers.length > 1) throw new Error('--compare takes one size');
  return numbers;
}

function few(name, text) {
  if (!/^[1-9]\d?$/.test(text)) throw new Error(`${name} takes a number from 1 to 99`);
  return Number(text);
}
