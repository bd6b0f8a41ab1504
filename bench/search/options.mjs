import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { read } from '../options.mjs';

const USAGE = `npm run bench:search -- [--catalogue FILE] [--half HALF] [--failures] [--product-only] [--data DIR]
npm run bench:search -- [--catalogue FILE] --speed [--movies N] [--quick] [--data DIR]

Whether a search finds what was meant: queries made from the titles of a catalogue, each judged by
the movies whose title can have led to it, asked of the product, MiniSearch and Fuse.js.

  --catalogue FILE  real movies, .ndjson or .ndjson.gz; their titles make the queries (the bundled
                    sample, which is too small to mean much)
  --half HALF       tune or report (both, one after the other)
  --failures        also prints what the product did not have first, of the half to tune on
  --product-only    the product alone
  --data DIR        keeps the loaded database there; a second run takes it as it is

  --speed           instead: what searches cost under load, beside GET /movies/{id}/
  --movies N        so many movies, most of them made of the catalogue's words (1000000)
  --only PART       one part: load, worst, sizes, writes or plans
  --quick           short windows: to see that it works, not to measure`;

const PARTS = ['load', 'worst', 'sizes', 'writes', 'plans'];

export const SAMPLE = join(
  import.meta.dirname,
  '..',
  '..',
  'src',
  'cli',
  'sample',
  'movies.ndjson',
);

const OPTIONS = {
  catalogue: { type: 'string', default: SAMPLE },
  half: { type: 'string' },
  failures: { type: 'boolean', default: false },
  'product-only': { type: 'boolean', default: false },
  data: { type: 'string' },
  speed: { type: 'boolean', default: false },
  movies: { type: 'string', default: '1000000' },
  only: { type: 'string' },
};

export const readSearchOptions = () => read(USAGE, OPTIONS, check);

/** @throws where there is no such file */
export function existing(name, file) {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`${name}: there is no ${file}`);
  return path;
}

/** @throws where it is not a number of movies that can be loaded and measured */
export function numberOfMovies(text) {
  if (!/^\d{5,7}$/.test(text)) throw new Error('--movies takes a number from 10000');
  return Number(text);
}

function check(values) {
  const { half, failures, speed, only, quick } = values;
  if (half !== undefined && !['tune', 'report'].includes(half))
    throw new Error('--half takes tune or report');
  if (failures && half === 'report')
    throw new Error('--failures shows no query of the half to report: it would be tuned on');
  if (only !== undefined && !PARTS.includes(only))
    throw new Error(`--only takes one of ${PARTS.join(', ')}`);
  return {
    catalogue: existing('--catalogue', values.catalogue),
    data: values.data && resolve(values.data),
    halves: half === undefined ? ['tune', 'report'] : [half],
    failures,
    productOnly: values['product-only'],
    speed,
    quick,
    movies: numberOfMovies(values.movies),
    parts: only === undefined ? PARTS : [only],
    windows: quick
      ? { rounds: 2, seconds: 1, warmUp: true }
      : { rounds: 8, seconds: 3, warmUp: true },
  };
}
