// Likes, comments and movies of many users.
import { madeTitle } from '../search/made-movies.mjs';
import { Series } from './requests.mjs';
import { openSessions } from './sessions.mjs';
import { WRITE } from './targets.mjs';

/** More than any server answers. */
const PER_SECOND = { likes: 10_000, comments: 8000, movies: 3000 };
const MODELS = 1000;

const SOME_MODELS = `
  SELECT title, description, genres, year, runtime_minutes, language, director, "cast", poster_url
  FROM movies WHERE id = ANY ($1) ORDER BY id`;

const filled = (movie) =>
  Object.fromEntries(Object.entries(movie).filter(([, value]) => value !== null));

/** What users add is like what is there; the titles are new. */
function bodyOf(random, models) {
  const { cast, ...model } = filled(random.pick(models));
  return { ...model, cast: cast.slice(0, 100), title: madeTitle(random, models) };
}

export async function writeEndpoints(client, movies) {
  const sessions = await openSessions(client);
  const { rows: models } = await client.query(SOME_MODELS, [
    movies.slice(0, MODELS).map(({ id }) => id),
  ]);
  const texts = models.map(({ description }) => description?.slice(0, 300).trim() || 'Seen it.');
  const post = (random, path, body) => ({
    method: 'POST',
    path,
    headers: {
      authorization: random.pick(sessions),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const write = (name, title, perSecond, make) => ({
    name,
    title,
    target: WRITE,
    requests: new Series(make, perSecond),
  });
  return [
    write('like', 'like `POST`', PER_SECOND.likes, (random) =>
      post(random, `/movies/${random.pick(movies).id}/like/`),
    ),
    write('comment', 'comment `POST`', PER_SECOND.comments, (random) =>
      post(random, `/movies/${random.pick(movies).id}/comments/`, { text: random.pick(texts) }),
    ),
    write('movie', 'movie `POST`', PER_SECOND.movies, (random) =>
      post(random, '/movies/', bodyOf(random, models)),
    ),
  ];
}
