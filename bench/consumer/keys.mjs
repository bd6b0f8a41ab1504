// What an Idempotency-Key costs.
import { randomUUID } from 'node:crypto';
import { post } from './api.mjs';
import { rateTable } from './report.mjs';

const CONNECTIONS = 16;
const KEYS = 100;
const MOVIE = {
  title: 'The Lighthouse at the End of the Bench',
  description:
    'A keeper counts the ships that pass, and finds that one of them passes twice. '.repeat(4),
  genres: ['Drama', 'Mystery'],
  year: 1971,
  runtime_minutes: 104,
  language: 'en',
  director: 'Ada Vreeland',
  cast: ['Tom Osric', 'Brea Lind', 'Nell Harrow', 'Ines Calloway'],
  poster_url: 'https://posters.example.org/1971/lighthouse.jpg',
};

export async function keys({ origin, load, sides, windows, token, say }) {
  say('Measuring Idempotency-Key');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const used = Array.from({ length: KEYS }, () => randomUUID());
  const withKey = (key) => ({ ...headers, 'idempotency-key': key });
  for (const key of used) await post(`${origin}/movies/`, MOVIE, withKey(key), 201);

  // A new value of some header everywhere: making it up is the load's work, not the product's.
  const side = (name, eachHeaders, fresh = 'x-nothing') => ({
    name,
    drive: (seconds) =>
      load({
        origin,
        requests: eachHeaders.map((some) => ({
          method: 'POST',
          path: '/movies/',
          headers: some,
          body: JSON.stringify(MOVIE),
        })),
        connections: CONNECTIONS,
        seconds,
        status: 201,
        fresh,
      }),
  });
  const lines = await sides.compare(
    [
      side('no key', [headers]),
      side('a new key each', [headers], 'idempotency-key'),
      side(`replays of ${KEYS} keys`, used.map(withKey)),
      side('replays of one key', [withKey(used[0])]),
    ],
    windows,
  );
  return [
    `\`POST /movies/\` with and without \`Idempotency-Key\`: ${CONNECTIONS} connections, ${windows.rounds} × ${windows.seconds} s of each; the mails are queued, not sent (\`WORKER=off\`).`,
    rateTable('`POST /movies/`', lines),
  ].join('\n\n');
}
