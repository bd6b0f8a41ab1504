import pg from 'pg';
import type { Client } from '../../support/client.js';
import type { TestConnection } from '../../support/cluster.js';
import { next, someComment, someMovie, someUser, type TestUser } from '../../support/factories.js';

/** What stands in the database before the first request. */
export interface Scene {
  /** Two users and an admin, whose accounts and sessions stay. */
  readonly users: readonly TestUser[];
  /** Whose sessions and accounts may go. */
  readonly disposable: readonly TestUser[];
  readonly ids: Readonly<Record<'movies' | 'comments' | 'users' | 'sessions', readonly number[]>>;
}

const MOVIES = 60;
const DISPOSABLE = 24;

export async function makeScene(api: Client, connection: TestConnection): Promise<Scene> {
  const users = [await someUser(api), await someUser(api), await someUser(api)];
  const disposable = await Promise.all(Array.from({ length: DISPOSABLE }, () => someUser(api)));
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [users[2]!.id]);
  const movies: number[] = [];
  const comments: number[] = [];
  for (let index = 0; index < MOVIES; index += 1) {
    const user = users[index % 2]!;
    const { id } = await someMovie(api, user, {
      title:
        ['The Godfather', 'Amélie', '2001', 'Se7en', 'Up'][index % 5]! +
        (index > 9 ? ` ${next()}` : ''),
      genres: [['Crime', 'Drama'], ['Comedy'], []][index % 3],
      year: 1950 + index,
    });
    movies.push(id);
    await api.post(`/movies/${id}/like/`, undefined, { token: user.token });
    const comment = await someComment(api, user, id);
    comments.push(comment.id);
    if (index % 3 === 0)
      comments.push((await someComment(api, user, id, { parent_id: comment.id })).id);
  }
  const { rows } = await client.query<{ id: number }>(
    'SELECT id::integer FROM sessions WHERE user_id = ANY ($1)',
    [disposable.map(({ id }) => id)],
  );
  await client.end();
  const ids = {
    movies,
    comments,
    users: [...users, ...disposable].map(({ id }) => id),
    sessions: rows.map(({ id }) => id),
  };
  return { users, disposable, ids };
}
