import type * as client from 'movie-api-client';

/** What the journey needs of where it runs: in Node, or in a page. */
export interface Surroundings {
  readonly client: Pick<typeof client, 'MovieApi' | 'ProblemError' | 'ConnectionError'>;
  readonly baseUrl: string;
  /** Whoever travels; no two journeys are of one. */
  readonly username: string;
  /** The next request is worked on, and its answer lost. */
  readonly cutNext: () => Promise<void> | void;
}

/** What a user of the API does, from signing up to signing out; answers what came of it. */
export async function travel({ client: lib, baseUrl, username, cutNext }: Surroundings) {
  const { MovieApi, ProblemError, ConnectionError } = lib;
  const problemOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error: unknown) => {
        if (error instanceof ProblemError) return `${error.status} ${error.kind}`;
        if (error instanceof ConnectionError) return error.name;
        throw error;
      },
    );
  const tokens: string[] = [];
  const api = new MovieApi({ baseUrl, onToken: (token) => tokens.push(token ? 'kept' : 'gone') });
  const password = 'a password that nobody guesses';
  const account = { username, email: `${username}@example.org`, password };

  await cutNext();
  const cutSignUp = await problemOf(api.register(account));
  const signUpAgain = await problemOf(api.register(account));
  const { user } = await api.login({ username, password });
  const mine = { creator: user.id };

  await cutNext();
  const alien = await api.post('/movies/', { body: { title: `Alien of ${username}`, year: 1979 } });
  const { count } = await api.get('/movies/', { query: { ...mine, page: 1 } });
  const others: number[] = [];
  for (const title of ['Aliens', 'Solaris', 'Stalker', 'Contact']) {
    const { id } = await api.post('/movies/', { body: { title: `${title} of ${username}` } });
    others.push(id);
  }

  const path = { id: alien.id };
  const { like_count } = await api.post('/movies/{id}/like/', { path });
  const body = { text: 'In space no one can hear you scream.' };
  const comment = await api.post('/movies/{id}/comments/', { path, body });
  const found = await api.get('/movies/search/', { query: { title: `alein of ${username}` } });

  const pages: number[] = [];
  const query = { ...mine, page_size: 2, ordering: ['title'] };
  for await (const page of api.pages('/movies/', { query })) pages.push(page.results.length);
  const titles: string[] = [];
  for await (const { title } of api.each('/movies/', { query })) titles.push(title.split(' ')[0]!);
  const numbered: (number | null)[] = [];
  for await (const page of api.pages('/movies/', { query: { ...query, page: 2 } }))
    numbered.push(page.count);
  const inOrder = await api.get('/movies/', { query: { ids: [others[3]!, alien.id] } });

  const { data, etag } = await api.request('GET', '/movies/{id}/', { path });
  const edited = await api.patch('/movies/{id}/', { path, body: { year: 1980 }, ifMatch: etag });
  const conflict = await problemOf(
    api.patch('/movies/{id}/', { path, body: { year: 1981 }, ifMatch: etag }),
  );
  await cutNext();
  const cutChange = await api.patch('/movies/{id}/', { path, body: { language: 'en' } });

  const session = api.token;
  await api.logout();
  const signedOut = await problemOf(api.post('/movies/{id}/like/', { path }));
  api.token = session;
  const revoked = await problemOf(api.get('/me/'));
  return {
    cutSignUp,
    signUpAgain,
    count,
    like_count,
    comment: [comment.author?.username === username, comment.text],
    found: found.results.map(({ title }) => title.split(' ')[0]),
    pages,
    titles,
    numbered,
    inOrder: inOrder.results.map(({ id }) => id === alien.id),
    counted: [data.like_count, data.comment_count, data.liked_by_me],
    years: [data.year, edited.year],
    conflict,
    language: cutChange.language,
    signedOut,
    revoked,
    token: api.token ?? 'gone',
    tokens,
  };
}
