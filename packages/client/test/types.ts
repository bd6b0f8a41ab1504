// What the compiler must know of the client, and what it must refuse. It is compiled, not run.
import { expectTypeOf } from 'expect-type';
import {
  MovieApi,
  ProblemError,
  type Comment,
  type Genre,
  type LikedMovie,
  type Liker,
  type Movie,
  type MovieChanges,
  type NewMovie,
  type Profile,
  type Session,
  type SignedIn,
  type Suggestion,
  type User,
} from 'movie-api-client';

const api = new MovieApi({ baseUrl: 'http://127.0.0.1:8000' });

export async function paths(): Promise<void> {
  expectTypeOf(await api.get('/movies/{id}/', { path: { id: 1 } })).toEqualTypeOf<Movie>();
  expectTypeOf(await api.get('/me/')).toEqualTypeOf<User>();
  expectTypeOf(await api.get('/metrics/')).toEqualTypeOf<string>();
  // @ts-expect-error no such path
  await api.get('/films/');
  // @ts-expect-error that path has no PATCH
  await api.patch('/movies/', { body: {} });
  // @ts-expect-error the id is missing
  await api.get('/movies/{id}/');
  // @ts-expect-error the id is called id
  await api.get('/movies/{id}/', { path: { movie: 1 } });
  // @ts-expect-error the id is a number
  await api.get('/movies/{id}/', { path: { id: 'one' } });
  // @ts-expect-error nothing in this path is to be filled in
  await api.get('/movies/', { path: { id: 1 } });
}

export async function bodies(): Promise<void> {
  expectTypeOf(await api.post('/movies/', { body: { title: 'Alien' } })).toEqualTypeOf<Movie>();
  const withoutBody = await api.delete('/movies/{id}/', { path: { id: 1 } });
  expectTypeOf(withoutBody).toEqualTypeOf<undefined>();
  await api.post('/movies/{id}/like/', { path: { id: 1 } });
  // @ts-expect-error the body is missing
  await api.post('/movies/');
  // @ts-expect-error the title is missing
  await api.post('/movies/', { body: { year: 1979 } });
  // @ts-expect-error no such field
  await api.post('/movies/', { body: { title: 'Alien', tittle: 'Alien' } });
  // @ts-expect-error the year is a number
  await api.post('/movies/', { body: { title: 'Alien', year: '1979' } });
  // @ts-expect-error likes have no body
  await api.post('/movies/{id}/like/', { path: { id: 1 }, body: {} });
  // @ts-expect-error the password is missing
  await api.login({ username: 'ada' });
  expectTypeOf(await api.login({ username: 'ada', password: 'x' })).toEqualTypeOf<SignedIn>();
  expectTypeOf<SignedIn['user']>().toEqualTypeOf<User>();
}

export async function queries(): Promise<void> {
  await api.get('/movies/', {
    query: { ids: [1, 2], ordering: ['-year', 'title'], year_min: 1970 },
  });
  await api.get('/movies/', { query: { genre: 'Drama|Comedy', page: 2, page_size: 5 } });
  await api.get('/movies/search/', { query: { title: 'alien' } });
  await api.get('/comments/{id}/replies/', { path: { id: 1 }, query: { ordering: 'created_at' } });
  // @ts-expect-error comments have no years to be ordered by
  await api.get('/comments/{id}/replies/', { path: { id: 1 }, query: { ordering: 'year' } });
  // @ts-expect-error a search has a title
  await api.get('/movies/search/');
  // @ts-expect-error no such parameter
  await api.get('/movies/', { query: { gendre: 'Drama' } });
  // @ts-expect-error years are numbers
  await api.get('/movies/', { query: { year: '1979' } });
  // @ts-expect-error a search has no cursor
  await api.get('/movies/search/', { query: { title: 'alien', cursor: '' } });
}

export async function headers(): Promise<void> {
  const { data, etag, response } = await api.request('GET', '/movies/{id}/', { path: { id: 1 } });
  expectTypeOf(data).toEqualTypeOf<Movie>();
  expectTypeOf(etag).toEqualTypeOf<string | undefined>();
  expectTypeOf(response).toEqualTypeOf<Response>();
  await api.patch('/movies/{id}/', { path: { id: 1 }, body: { year: null }, ifMatch: etag });
  await api.post('/movies/', { body: { title: 'Alien' }, idempotencyKey: 'mine' });
  // @ts-expect-error comments know no If-Match
  await api.delete('/comments/{id}/', { path: { id: 1 }, ifMatch: etag });
  // @ts-expect-error signing in takes no key
  await api.post('/login/', { body: { username: 'a', password: 'b' }, idempotencyKey: 'mine' });
  // @ts-expect-error no such verb
  await api.request('PUT', '/movies/{id}/', { path: { id: 1 } });
}

export async function lists(): Promise<void> {
  for await (const movie of api.each('/movies/')) expectTypeOf(movie).toEqualTypeOf<Movie>();
  for await (const row of api.each('/movies/{id}/like/', { path: { id: 1 } }))
    expectTypeOf(row).toEqualTypeOf<Liker>();
  for await (const row of api.each('/me/likes/')) expectTypeOf(row).toEqualTypeOf<LikedMovie>();
  for await (const row of api.each('/me/sessions/')) expectTypeOf(row).toEqualTypeOf<Session>();
  for await (const row of api.each('/genres/')) expectTypeOf(row).toEqualTypeOf<Genre>();
  for await (const page of api.pages('/movies/search/', { query: { title: 'x' } })) {
    expectTypeOf(page.results).toEqualTypeOf<Movie[]>();
    expectTypeOf(page.count).toEqualTypeOf<number>();
  }
  for await (const page of api.pages('/movies/{id}/like/', { path: { id: 1 } }))
    expectTypeOf(page.liked_by_me).toEqualTypeOf<boolean | null>();
  // @ts-expect-error suggestions are no pages
  api.each('/movies/suggest/', { query: { title: 'x' } });
  // @ts-expect-error one movie is no list
  api.pages('/movies/{id}/', { path: { id: 1 } });
  // @ts-expect-error a search has a title
  api.each('/movies/search/');
}

export function models(movie: Movie, comment: Comment, changes: MovieChanges): void {
  expectTypeOf(movie.year).toEqualTypeOf<number | null>();
  expectTypeOf(movie.cast).toEqualTypeOf<string[]>();
  expectTypeOf(movie.creator).toEqualTypeOf<{ id: number; username: string } | null>();
  expectTypeOf(movie.liked_by_me).toEqualTypeOf<boolean | null>();
  expectTypeOf(movie).not.toBeAny();
  expectTypeOf(comment.text).toEqualTypeOf<string | null>();
  expectTypeOf(comment.movie_id).toEqualTypeOf<number>();
  expectTypeOf<NewMovie['title']>().toEqualTypeOf<string>();
  expectTypeOf<undefined>().toExtend<NewMovie['year']>();
  expectTypeOf(changes.title).toEqualTypeOf<string | undefined>();
  expectTypeOf<User['role']>().toEqualTypeOf<'user' | 'admin'>();
  expectTypeOf<Profile['movie_count']>().toEqualTypeOf<number>();
  expectTypeOf<Suggestion>().toEqualTypeOf<{ id: number; title: string; year: number | null }>();
  // @ts-expect-error null is to be thought of
  movie.year.toFixed();
}

export function errors(error: unknown): void {
  if (!(error instanceof ProblemError)) return;
  expectTypeOf(error.status).toEqualTypeOf<number>();
  expectTypeOf(error.errors).toEqualTypeOf<readonly { field: string; message: string }[]>();
  expectTypeOf(error.retryAfter).toEqualTypeOf<number | undefined>();
  expectTypeOf<'not-found'>().toExtend<typeof error.kind>();
  // @ts-expect-error it is read, not changed
  error.status = 200;
}

export async function raw(): Promise<void> {
  const { data, error } = await api.raw.GET('/movies/{id}/', {
    params: { path: { id: 1 }, header: { 'If-None-Match': '"1.1-0"' } },
  });
  expectTypeOf(data).toEqualTypeOf<Movie | undefined>();
  expectTypeOf(error?.title).toEqualTypeOf<string | undefined>();
  // @ts-expect-error no such path
  await api.raw.GET('/films/');
}

// @ts-expect-error where the API is has to be said
export const nowhere = new MovieApi({});
