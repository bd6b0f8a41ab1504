import { read } from '../options.mjs';
import { existing, SAMPLE } from '../search/options.mjs';

const USAGE = `npm run bench:endurance -- [--only PART,...] [--minutes N] [--catalogue FILE] [--quick]

  --only PART,...   start: how long it takes until it is ready
                    dev: how long npm run dev takes from a change to an answer
                    overload: as many connections as it can serve, and ten times as many
                    recovery: its database is stopped, frozen and killed under load, ten times each
                    soak: a mixture of requests for a long time; memory at its start and end
  --minutes N       length of the soak (20)
  --catalogue FILE  real movies, .ndjson or .ndjson.gz (the bundled sample)
  --quick           once each, a minute of soak: to see that it works, not to measure`;

const OPTIONS = {
  only: { type: 'string' },
  minutes: { type: 'string', default: '20' },
  catalogue: { type: 'string', default: SAMPLE },
};

export const readEnduranceOptions = (known) =>
  read(USAGE, OPTIONS, ({ quick, only, minutes, catalogue }) => {
    const parts = only?.split(',') ?? known;
    if (!parts.every((part) => known.includes(part)))
      throw new Error(`--only takes ${known.join(', ')}`);
    if (!/^[1-9]\d{0,3}$/.test(minutes)) throw new Error('--minutes takes a number');
    return {
      quick,
      parts,
      minutes: quick ? 1 : Number(minutes),
      times: quick ? 1 : 10,
      rounds: quick ? 1 : 4,
      seconds: quick ? 1 : 4,
      catalogue: existing('--catalogue', catalogue),
      only: ['list-1', 'detail', 'comment', 'like'], // of the endpoints that `bench` knows
    };
  });
