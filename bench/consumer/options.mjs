import { read } from '../options.mjs';

const PARTS = ['cursors', 'conditional', 'keys', 'sign-ins'];

const USAGE = `npm run bench:consumer -- [--quick] [--movies N] [--only PART]

  --quick      few movies and short windows: to see that it works, not to measure
  --movies N   size of the catalogue (1000000; 20000 with --quick)
  --only PART  one of ${PARTS.join(', ')}`;

export const readConsumerOptions = () =>
  read(USAGE, { movies: { type: 'string' }, only: { type: 'string' } }, check);

function check({ quick, only, movies = quick ? '20000' : '1000000' }) {
  // A fifth of them is walked through, a hundred at a time, and 5,000 are given likes.
  if (!/^\d{4,8}$/.test(movies) || Number(movies) < 5000)
    throw new Error('--movies takes a number from 5000');
  if (only !== undefined && !PARTS.includes(only))
    throw new Error(`--only takes one of ${PARTS.join(', ')}`);
  return {
    movies: Number(movies),
    parts: only === undefined ? PARTS : [only],
    // Short and many: what else the machine does comes and goes within seconds.
    windows: quick
      ? { rounds: 1, seconds: 1, warmUp: false }
      : { rounds: 15, seconds: 1, warmUp: true },
    /** Of what is slow, or few a second. */
    longWindows: quick
      ? { rounds: 1, seconds: 1, warmUp: false }
      : { rounds: 8, seconds: 5, warmUp: true },
  };
}
