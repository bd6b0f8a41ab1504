import { setTimeout as sleep } from 'node:timers/promises';
import { ExampleRecorder } from './example-recorder.mjs';
import { JWT_SECRET, startExampleServer } from './example-server.mjs';

const PASSWORD = 'correct horse battery staple';
const ADA = { username: 'ada', email: 'ada@example.org', password: PASSWORD };
const GRACE = { username: 'grace', email: 'grace@example.org', password: PASSWORD };

const GODFATHER = {
  title: 'The Godfather',
  description: 'The ageing head of a crime family hands his empire to a son who never wanted it.',
  genres: ['Crime', 'Drama'],
  release_date: '1972-03-24',
  runtime_minutes: 175,
  language: 'en',
  director: 'Francis Ford Coppola',
  cast: ['Marlon Brando', 'Al Pacino'],
  poster_url: 'https://example.org/godfather.jpg',
};
/** Unique: in the body of an example it would make the second try a 409. */
const IMDB_ID = { imdb_id: 'tt0068646' };
const AMELIE = {
  title: 'Amélie',
  original_title: "Le Fabuleux Destin d'Amélie Poulain",
  genres: ['Comedy', 'Drama'],
  year: 2001,
  language: 'fr',
};

/**
 * Plays every operation, and records what was sent and answered.
 *
 * @param built imports a module of dist
 * @param database embedded, migrated and empty; it is closed on the way
 * @param dataDir where mails go
 * @param document the OpenAPI document without examples
 */
export async function recordExamples(built, database, dataDir, document) {
  const server = await startExampleServer(built, database.address, dataDir);
  const recorder = new ExampleRecorder(server, document);
  const ada = await movies(recorder);
  const grace = await people(recorder);
  await reading(recorder, ada, grace);
  await problems(recorder, ada, grace);
  await changes(recorder, ada);
  await accounts(recorder, built);
  const unplayed = recorder.unplayed();
  if (unplayed.length > 0)
    throw new Error(`scripts/example-journey.mjs does not play ${unplayed.join(', ')}`);
  await database.close();
  await recorder.fail('service-unavailable', 'listMovies');
  while ((await server.send('HEAD', '/problems/')).status !== 429); // the limit is 300 a minute
  await recorder.fail('too-many-requests', 'listMovies');
  await server.close();
  return recorder.examples;
}

async function movies(recorder) {
  const { token } = await recorder.play('register', { body: ADA });
  await recorder.play('createMovie', { token, body: GODFATHER });
  await recorder.send('updateMovie', { token, id: 1, body: IMDB_ID });
  await recorder.play('createMovie', { token, body: AMELIE });
  return token;
}

async function people(recorder) {
  const { token } = await recorder.play('register', { body: GRACE });
  await recorder.play('likeMovie', { token, id: 1 });
  await recorder.play('likeMovie', { token, id: 1 });
  await recorder.play('likeMovie', { token, id: 2 });
  const comment = { text: 'An offer nobody refuses.' };
  await recorder.play('createComment', { name: 'A comment', token, id: 1, body: comment });
  const reply = { text: 'Least of all a horse.', parent_id: 1 };
  await recorder.play('createComment', { name: 'A reply', token, id: 1, body: reply });
  return token;
}

async function reading(recorder, ada, grace) {
  await recorder.play('login', { body: { username: 'ada', password: PASSWORD } });
  await recorder.play('getAccount', { token: ada });
  await recorder.play('getUser', { id: 2 });
  await recorder.play('listMovies', { name: 'By page', query: { page_size: 1 } });
  await recorder.play('listMovies', { name: 'By cursor', query: { cursor: '', page_size: 1 } });
  await recorder.play('listMoviesByGenre', { query: { genre: 'crime' } });
  await recorder.play('getMovie', { name: 'Anonymous', id: 1 });
  await recorder.play('getMovie', { name: 'Signed in', id: 1, token: grace });
  await recorder.play('searchMovies', { query: { title: 'godfahter' } });
  await recorder.play('suggestMovies', { query: { title: 'godf' } });
  await recorder.server.derive();
  await recorder.play('listTrendingMovies');
  await recorder.play('listSimilarMovies', { id: 1 });
  await recorder.play('listGenres');
  await recorder.play('listLikes', { id: 1, token: grace });
  await recorder.play('listOwnLikes', { token: grace });
  await recorder.play('listOwnMovies', { token: ada });
  await recorder.play('listComments', { id: 1 });
  await recorder.play('listReplies', { id: 1 });
  await recorder.play('getComment', { name: 'A comment', id: 1 });
  await recorder.play('listOwnComments', { token: grace });
  await recorder.play('listSessions', { token: ada });
  await recorder.play('index');
  await recorder.play('healthLive');
  await recorder.play('healthReady');
  await recorder.play('readMetrics');
}

async function problems(recorder, ada, grace) {
  const { dataSource } = recorder.server;
  const headers = { 'idempotency-key': '5f0c2a2e-6c1f-4a8b-9a53-9f1d4f3c7b10' };
  await recorder.fail('invalid-input', 'createMovie', { token: ada, body: { year: 1066 } });
  await recorder.fail('malformed-request', 'createMovie', { token: ada, raw: '{"title":' });
  await recorder.fail('unauthorized', 'createMovie', { body: AMELIE });
  await recorder.fail('forbidden', 'deleteMovie', { token: grace, id: 1 });
  await recorder.fail('not-found', 'getMovie', { id: 404 });
  await recorder.fail('not-acceptable', 'listMovies', { headers: { accept: 'text/csv' } });
  await recorder.fail('conflict', 'createMovie', {
    token: ada,
    body: { ...GODFATHER, ...IMDB_ID },
  });
  await recorder.send('likeMovie', { token: grace, id: 1, headers });
  await recorder.fail('idempotency-key-reused', 'likeMovie', { token: grace, id: 2, headers });
  await whileKeyIsTaken(dataSource, 1, headers['idempotency-key'], () =>
    recorder.fail('request-in-progress', 'createMovie', { token: ada, body: AMELIE, headers }),
  );
  const stale = { headers: { 'if-match': '"1.0-9f86d081884c7d65"' } };
  await recorder.fail('precondition-failed', 'deleteMovie', { token: ada, id: 1, ...stale });
  await recorder.fail('payload-too-large', 'createMovie', { raw: `"${'x'.repeat(102_400)}"` });
  const text = { raw: 'title=x', headers: { 'content-type': 'text/plain' } };
  await recorder.fail('unsupported-media-type', 'createMovie', text);
  await recorder.failAt('uri-too-long', 'GET', `/movies/${'1'.repeat(600)}/`);
  await recorder.failAt('expectation-failed', 'GET', '/movies/', {
    headers: { expect: 'a-miracle' },
  });
  await recorder.failAt('headers-too-large', 'GET', '/movies/', {
    headers: { 'x-long': 'x'.repeat(20_000) },
  });
  await dataSource.query('ALTER TABLE comments RENAME TO comments_lost'); // what nobody foresees
  await recorder.fail('internal-error', 'getComment', { id: 1 });
  await dataSource.query('ALTER TABLE comments_lost RENAME TO comments');
}

/** As if a request with this key were still being worked on. */
async function whileKeyIsTaken(dataSource, userId, key, work) {
  const other = dataSource.createQueryRunner();
  await other.startTransaction();
  await other.query(
    `INSERT INTO idempotency_keys (user_id, key, fingerprint) VALUES ($1, $2, '')`,
    [userId, key],
  );
  await work();
  await other.rollbackTransaction();
  await other.release();
}

async function changes(recorder, ada) {
  const { token: grace } = await recorder.play('login', {
    body: { username: 'grace', password: PASSWORD },
  });
  await recorder.play('updateMovie', { token: ada, id: 1, body: { runtime_minutes: 177 } });
  await recorder.play('updateComment', {
    token: grace,
    id: 1,
    body: { text: 'An offer that nobody refuses.' },
  });
  await recorder.play('deleteComment', { token: grace, id: 1 });
  await recorder.play('getComment', { name: 'Deleted, with replies', id: 1 });
  await recorder.play('unlikeMovie', { token: grace, id: 1 });
  await recorder.play('deleteMovie', { token: ada, id: 2 });
  await recorder.play('endSession', { token: grace, id: 2 });
  await recorder.play('logout', { token: grace });
  await recorder.play('logoutAll', { token: ada });
}

async function accounts(recorder, built) {
  await recorder.play('forgotPassword', { body: { email: ADA.email } });
  const token = await mailedToken(recorder.server, built);
  // The password of all examples, so that each works after any other.
  const password = PASSWORD;
  await recorder.play('resetPassword', { body: { token, password } });
  const { token: session } = await recorder.play('login', { body: { username: 'ada', password } });
  await recorder.play('updateAccount', {
    token: session,
    body: { email: 'ada@example.com', current_password: password },
  });
  await recorder.play('deleteAccount', { token: session, body: { current_password: password } });
}

/** What the mail says: its token is made of the mail's id. */
async function mailedToken({ dataSource }, built) {
  const { resetToken } = await built('auth/reset-token.js');
  for (let look = 0; look < 300; look += 1) {
    const [row] = await dataSource.query('SELECT message FROM password_resets');
    if (row !== undefined) return resetToken(JWT_SECRET, row.message);
    await sleep(50);
  }
  throw new Error('No mail came');
}
