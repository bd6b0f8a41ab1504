import type pg from 'pg';
import type { Possible, WrittenComment, WrittenMovie } from './ledger.js';
import type { Writer } from './writer.js';

interface MovieRow {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly genres: readonly string[];
}

interface CommentRow {
  readonly id: number;
  readonly text: string;
  readonly movie_id: number;
  readonly parent_id: number | null;
}

/**
 * Holds the database against what the writers were told. What was acknowledged has to be so; what
 * was not is there as a whole or not at all, and known from now on.
 *
 * @returns what is wrong
 */
export async function settle(
  client: Pick<pg.Client, 'query'>,
  writers: readonly Writer[],
): Promise<string[]> {
  const wrong: string[] = [];
  const { rows: all } = await client.query<{ id: number }>('SELECT id FROM movies');
  const living = new Set(all.map(({ id }) => id));
  for (const writer of writers) {
    const { rows: movies } = await client.query<MovieRow>(
      'SELECT id::integer, title, description, genres FROM movies WHERE creator_id = $1',
      [writer.user.id],
    );
    const { rows: likes } = await client.query<{ movie_id: number }>(
      'SELECT movie_id::integer FROM likes WHERE user_id = $1',
      [writer.user.id],
    );
    const { rows: comments } = await client.query<CommentRow>(
      `SELECT id::integer, text, movie_id::integer, parent_id::integer
       FROM comments WHERE author_id = $1`,
      [writer.user.id],
    );
    const { ledger, user } = writer;
    const found = [
      ...settleMovies(ledger.movies, movies),
      ...settleComments(ledger.comments, comments, living),
      ...settleLikes(ledger.likes, new Set(likes.map(({ movie_id }) => movie_id)), living),
    ];
    wrong.push(...found.map((text) => `${user.username}: ${text}`));
  }
  return wrong;
}

function* settleMovies(
  known: Map<string, WrittenMovie>,
  rows: readonly MovieRow[],
): Generator<string> {
  for (const movie of known.values()) {
    const found = rows.filter(({ title }) => title === movie.title);
    if (found.length > 1) yield `${movie.title} is there ${found.length} times`;
    const [row] = found;
    if (!movie.there.includes(row !== undefined))
      yield `${movie.title} is ${row ? 'there' : 'not there'}, possible: ${String(movie.there)}`;
    movie.there = [row !== undefined];
    if (row === undefined) continue;
    if (movie.id !== undefined && movie.id !== row.id) yield `${movie.title} has become ${row.id}`;
    movie.id = row.id;
    if (!movie.descriptions.includes(row.description))
      yield `${movie.title} says ${row.description}, possible: ${String(movie.descriptions)}`;
    movie.descriptions = [row.description];
    if (String(row.genres) !== String(movie.genres))
      yield `${movie.title} has ${String(row.genres)} for ${String(movie.genres)}`;
  }
  for (const { title } of rows) if (!known.has(title)) yield `${title} comes from nowhere`;
}

function* settleComments(
  known: Map<string, WrittenComment>,
  rows: readonly CommentRow[],
  living: ReadonlySet<number>,
): Generator<string> {
  for (const comment of known.values()) {
    const found = rows.filter(({ text }) => text === comment.text);
    if (found.length > 1) yield `${comment.text} is there ${found.length} times`;
    const [row] = found;
    // With a movie its comments go.
    const possible = living.has(comment.movieId) ? comment.there : [false];
    if (!possible.includes(row !== undefined))
      yield `${comment.text} is ${row ? 'there' : 'not there'}, possible: ${String(possible)}`;
    comment.there = [row !== undefined];
    if (row === undefined) continue;
    comment.id ??= row.id;
    if (
      row.id !== comment.id ||
      row.movie_id !== comment.movieId ||
      row.parent_id !== comment.parentId
    )
      yield `${comment.text} is ${JSON.stringify(row)} for ${JSON.stringify(comment)}`;
  }
  for (const { text } of rows) if (!known.has(text)) yield `${text} comes from nowhere`;
}

function* settleLikes(
  known: Map<number, Possible<boolean>>,
  liked: ReadonlySet<number>,
  living: ReadonlySet<number>,
): Generator<string> {
  for (const [movie, noted] of known) {
    const possible = living.has(movie) ? noted : [false];
    if (!possible.includes(liked.has(movie)))
      yield `movie ${movie} liked: ${String(liked.has(movie))}, possible: ${String(possible)}`;
    known.set(movie, [liked.has(movie)]);
  }
  for (const movie of liked) if (!known.has(movie)) yield `a like of ${movie} comes from nowhere`;
}
