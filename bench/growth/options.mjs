import { resolve } from 'node:path';
import { read } from '../options.mjs';
import { existing, numberOfMovies, SAMPLE } from '../search/options.mjs';

const USAGE = `npm run bench:growth -- [--catalogue FILE] [--sizes N,N,N] [--quick] [--data DIR]

The same requests, one at a time, among ever more movies; the sizes take turns.

  --catalogue FILE  real movies, .ndjson or .ndjson.gz, whose words the titles are made of (the
                    bundled sample)
  --sizes N,N,N     numbers of movies (10000,100000,1000000)
  --data DIR        keeps the loaded databases there; a second run takes them as they are
  --quick           few requests: to see that it works, not to measure`;

export const readGrowthOptions = () =>
  read(
    USAGE,
    {
      catalogue: { type: 'string', default: SAMPLE },
      sizes: { type: 'string', default: '10000,100000,1000000' },
      data: { type: 'string' },
    },
    ({ catalogue, sizes, data, quick }) => ({
      catalogue: existing('--catalogue', catalogue),
      sizes: sizes.split(',').map(numberOfMovies),
      data: data && resolve(data),
      rounds: quick ? 20 : 200,
    }),
  );
