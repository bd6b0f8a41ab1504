import pg from 'pg';
import type { Answer, RequestOptions } from '../../test/support/client.js';
import { someComment, someMovie, someUser, type TestUser } from '../../test/support/factories.js';
import { BESIDE, restBackground } from '../../test/support/plans.js';
import { startTestApp, type TestApp } from '../../test/support/test-app.js';

const AS_BROWSER = {
  headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
};
const HOSTILE = `<script>alert("1")</script> & '"><img src=x onerror=alert(2)>`;

let t: TestApp;
let ada: TestUser;
let film: any;

beforeAll(async () => {
  t = await startTestApp({ worker: false });
  ada = await someUser(t.api, { username: 'ada' });
  for (let n = 1; n <= 21; n += 1)
    await someMovie(t.api, ada, { title: `Reel ${n}`, genres: ['Short'], year: 1900 + n });
  film = await someMovie(t.api, ada, {
    title: 'The Third Man',
    genres: ['Noir', 'Drama'],
    year: 1949,
    language: 'en',
    cast: ['Orson Welles'],
  });
  await t.api.post(`/movies/${film.id}/like/`, undefined, ada);
});
afterAll(() => t.close());

const page = (path: string, options: RequestOptions = {}): Promise<Answer> =>
  t.api.get(path, { ...options, headers: { ...AS_BROWSER.headers, ...options.headers } });

/** The titles of a page's posters, in their order. */
const titlesOf = ({ text }: Answer): string[] =>
  [...text.matchAll(/class="poster-title [^>]*>([^<]*)</g)].map(([, title]) => title!);

/** The addresses of a page's files. */
const filesOf = ({ text }: Answer): string[] => [
  ...new Set([...text.matchAll(/(?:href|src)="(\/catalogue\/[^"]+)"/g)].map(([, path]) => path!)),
];

describe('the index for programs', () => {
  test.each([undefined, '*/*', 'application/json', 'application/*;q=0.2', 'text/html;q=0.3, */*'])(
    'answers Accept: %s',
    async (accept) => {
      const { status, headers, body } = await t.api.get('/', {
        headers: accept === undefined ? {} : { accept },
      });
      expect([status, body.name]).toEqual([200, 'Movie API']);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('vary')).toMatch(/\bAccept\b/);
      expect(body.version).toMatch(/^\d+\.\d+\.\d+/);
    },
  );

  test('has links that lead somewhere', async () => {
    const { links } = (await t.api.get('/')).body as { links: Record<string, string> };
    const { register, login, me, search, suggest, ...plain } = links;
    for (const link of Object.values(links)) expect(link.startsWith(`${t.api.origin}/`)).toBe(true);
    const get = (link: string): Promise<Answer> => t.api.get(link.slice(t.api.origin.length));
    for (const link of Object.values(plain)) {
      const accept =
        link.endsWith('/problems/') || link.endsWith('/swagger/') ? 'text/html' : '*/*';
      const path = link.slice(t.api.origin.length);
      expect([link, (await t.api.get(path, { headers: { accept } })).status]).toEqual([link, 200]);
    }
    for (const template of [search!, suggest!]) {
      expect(template).toMatch(/\{\?title[^}]*\}$/);
      const found = await get(template.replace(/\{[^}]+\}$/, '?title=third'));
      expect(found.body.results[0].title).toBe('The Third Man');
    }
    expect((await get(me!)).status).toBe(401);
    for (const link of [register!, login!])
      expect((await get(link)).headers.get('allow')).toBe('POST');
  });

  test('refuses parameters and names them', async () => {
    const { status, body } = await t.api.get('/?title=x&page=2');
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['title', 'page']);
  });

  test('is 406 where neither form will do, and 200 whatever the token', async () => {
    expect((await t.api.get('/', { headers: { accept: 'image/png' } })).status).toBe(406);
    expect((await t.api.get('/', { token: 'rubbish' })).status).toBe(200);
  });
});

describe('the page for browsers', () => {
  test('lists the newest films, with pages, without a script, and answers HEAD', async () => {
    const first = await page('/');
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(first.headers.get('vary')).toMatch(/\bAccept\b/);
    expect(titlesOf(first)).toHaveLength(20);
    expect(titlesOf(first)[0]).toBe('The Third Man');
    expect(first.text).toContain('22 films');
    expect(first.text).toContain('<a rel="next" href="/?page=2" data-nav>');
    expect(titlesOf(await page('/?page=2'))).toEqual(['Reel 2', 'Reel 1']);
    const head = await t.api.send('HEAD', '/', AS_BROWSER);
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  test('is filtered, ordered and searched by its form, with the request to the API beside', async () => {
    const form = await page('/?title=&genre=noir&year_min=1940&year_max=&ordering=-year&page=');
    expect(titlesOf(form)).toEqual(['The Third Man']);
    expect(form.text).toContain('<option value="Noir" selected>');
    expect(form.text).toContain('href="/movies/?genre=noir&amp;year_min=1940&amp;ordering=-year"');
    const searched = await page('/?title=thrid+man');
    expect(titlesOf(searched)).toEqual(['The Third Man']);
    expect(searched.text).toContain('href="/movies/search/?title=thrid+man"');
    expect(titlesOf(await page('/?genre=short&ordering=year')).slice(0, 2)).toEqual([
      'Reel 1',
      'Reel 2',
    ]);
    // A search stays one, whatever order its form still says.
    const ordered = await page('/?title=thrid+man&ordering=-year');
    expect(titlesOf(ordered)).toEqual(['The Third Man']);
    expect(ordered.text).toContain('href="/movies/search/?title=thrid+man"');
    expect(ordered.text).toMatch(
      /<select id="ordering" name="ordering" disabled>[^<]*<option[^>]*>By relevance</,
    );
    expect(searched.text).toContain('By relevance');
    expect(form.text).not.toContain('By relevance');
    const nothing = await page('/?genre=Western');
    expect(nothing.text).toContain('No film passes');
    expect(nothing.text).toContain('<option value="Western" selected>');
  });

  test('shows a movie with its likes, comments and replies', async () => {
    const comment = await someComment(t.api, ada, film.id, { text: 'The <zither>!' });
    await someComment(t.api, ada, film.id, { text: 'And the wheel.', parent_id: comment.id });
    const { text } = await page(`/?movie=${film.id}`);
    expect(text).toContain('<title>The Third Man · Movie API</title>');
    for (const shown of ['English', 'Orson Welles', '1 like', 'Liked by ada', '2 comments'])
      expect(text).toContain(shown);
    expect(text).toContain('The &lt;zither&gt;!');
    expect(text).not.toContain('And the wheel.');
    const link = `/?movie=${film.id}&amp;replies=${comment.id}#comment-${comment.id}`;
    expect(text).toContain(`href="${link}"`);
    const thread = await page(`/?movie=${film.id}&replies=${comment.id}`);
    expect(thread.text).toContain('And the wheel.');
    // A thread that has gone takes nothing else along.
    for (const replies of ['999999', 'rubbish']) {
      const without = await page(`/?movie=${film.id}&replies=${replies}`);
      expect([without.status, without.text.includes('The &lt;zither&gt;!')]).toEqual([200, true]);
    }
  });

  test('escapes whatever people write, and whatever an address says', async () => {
    const movie = await someMovie(t.api, ada, {
      title: HOSTILE,
      description: HOSTILE,
      director: HOSTILE,
      genres: [HOSTILE.slice(0, 50)],
      cast: [HOSTILE],
    });
    await someComment(t.api, ada, movie.id, { text: HOSTILE });
    const hostile = encodeURIComponent(HOSTILE);
    for (const path of [
      '/',
      `/?movie=${movie.id}`,
      `/?title=${hostile}`,
      `/?genre=${hostile}&ordering=${hostile}`,
      `/?movie=${hostile}`,
      `/?${hostile}=1`,
    ]) {
      const { text } = await page(path);
      expect(text).toContain('<main');
      expect(text.match(/<script/g)).toHaveLength(1); // its own
      expect(text).not.toContain('<img');
    }
    expect((await t.api.delete(`/movies/${movie.id}/`, ada)).status).toBe(204);
  });

  test.each([
    ['/?movie=999999', 404, 'There is no such movie.'],
    ['/?movie=rubbish', 404, 'There is no such movie.'],
    ['/?page=77', 404, 'There is no page 77'],
    ['/?titel=x', 400, 'did you mean title?'],
    ['/?year_min=soon', 400, 'year_min must be an integer'],
    ['/?genre=a,b%7Cc', 400, 'genre'],
    ['/?title=a&title=b', 400, 'title must be given once'],
    ['/?title=%00', 400, 'NUL'],
    ['/?title=%E0%A4', 400, 'percent-encoding'],
  ])('shows what is wrong with %s as a page', async (path, status, words) => {
    const answer = await page(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.text).toContain(words);
  });

  test('loads and asks nothing but this server, and lets nobody frame it', async () => {
    const { headers } = await page('/');
    const policy = headers.get('content-security-policy')!.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|http|data:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['text/html', 'application/json'])(
    'spares who has it already as %s, and looks at no token',
    async (accept) => {
      const { headers } = await t.api.get('/', { token: 'rubbish', headers: { accept } });
      const conditional = { accept, 'if-none-match': headers.get('etag')! };
      const again = await t.api.get('/', { headers: conditional });
      expect([again.status, again.text]).toEqual([304, '']);
      const unread = await t.api.get('/', { headers: { accept, 'if-none-match': 'no tag' } });
      expect([unread.status, unread.headers.get('etag')]).toEqual([200, headers.get('etag')]);
      const other = accept === 'text/html' ? '*/*' : 'text/html';
      const otherwise = await t.api.get('/', { headers: { ...conditional, accept: other } });
      expect(otherwise.status).toBe(200);
    },
  );

  test('costs two statements for a list, five for a movie', async () => {
    await restBackground(t.dataSource);
    const prototype = pg.Client.prototype as unknown as { query: (...all: unknown[]) => unknown };
    const { query } = prototype;
    let sent = 0;
    prototype.query = function (this: unknown, first: unknown, ...rest: unknown[]) {
      if (!BESIDE.test((first as { text?: string }).text ?? '')) sent += 1;
      return query.call(this, first, ...rest);
    };
    try {
      for (const [path, statements] of [
        ['/', 2],
        ['/?genre=Short', 2],
        ['/?title=the+third+man', 2],
        [`/?movie=${film.id}`, 5],
      ] as const) {
        await page(path);
        sent = 0;
        await page(path);
        expect([path, sent]).toEqual([path, statements]);
      }
    } finally {
      prototype.query = query;
    }
  });
});

test('replies are shown a hundred at a time, and all of them can be reached', async () => {
  const comment = await someComment(t.api, ada, film.id, { text: 'Count.' });
  for (let n = 1; n <= 101; n += 1)
    await someComment(t.api, ada, film.id, { text: `No. ${n}.`, parent_id: comment.id });
  const address = `/?movie=${film.id}&replies=${comment.id}`;
  const first = await page(address);
  for (const text of ['No. 1.', 'No. 100.', 'Pages of replies', 'Page 1 of 2'])
    expect(first.text).toContain(text);
  expect(first.text).not.toContain('No. 101.');
  const next = `${address}&replies_page=2`;
  expect(first.text).toContain(`href="${next.replaceAll('&', '&amp;')}#comment-${comment.id}"`);
  const last = await page(next);
  expect(last.text).toContain('No. 101.');
  expect(last.text).not.toContain('No. 100.');
  // A page that has gone leaves the link to the first.
  const gone = await page(`${address}&replies_page=3`);
  expect([gone.status, gone.text.includes('101 replies')]).toEqual([200, true]);
  expect((await page(`${address}&replies_page=x`)).status).toBe(400);
});

test('an empty catalogue says how it is filled', async () => {
  const empty = await startTestApp({ rateLimitPerMinute: 3 });
  try {
    const first = await empty.api.get('/', AS_BROWSER);
    expect(first.text).toContain('npm run cli -- seed');
    // The page counts as any request; its files do not, so that nobody gets half of it.
    for (const file of filesOf(first)) expect((await empty.api.get(file)).status).toBe(200);
    const statuses = [];
    for (let n = 0; n < 2; n += 1) statuses.push((await empty.api.get('/', AS_BROWSER)).status);
    expect(statuses).toEqual([200, 200]);
    // Whoever is refused is told so in the form that they asked for.
    const refused = await empty.api.get('/?genre=Noir', AS_BROWSER);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      429,
      'text/html; charset=utf-8',
    ]);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(refused.text).toContain('At most 3 requests a minute');
    expect(refused.text).toContain('Try again');
    expect((await empty.api.get('/')).headers.get('content-type')).toMatch(
      /^application\/problem\+json/,
    );
  } finally {
    await empty.close();
  }
});

describe('the files', () => {
  const fetched = (path: string, encoding: string): Promise<Answer> =>
    t.api.get(path, { headers: { 'accept-encoding': encoding } });

  test('have their types, and are kept for ever under the address of their version', async () => {
    const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
    const files = filesOf(await page('/'));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const { status, headers } = await t.api.get(file);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain(types[file.split('.').at(-1) as 'js']);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('vary')).toMatch(/\bAccept-Encoding\b/);
    }
    const old = await t.api.get(files[0]!.replace(/\/catalogue\/[^/]+/, '/catalogue/before'));
    expect([old.status, old.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  test('come packed as the client takes them', async () => {
    const file = filesOf(await page('/')).find((path) => path.endsWith('app.js'))!;
    const plain = await fetched(file, 'identity');
    expect(plain.headers.get('content-encoding')).toBeNull();
    for (const [taken, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
    ] as const) {
      const { headers, text } = await fetched(file, taken);
      expect(headers.get('content-encoding')).toBe(encoding);
      expect(text).toBe(plain.text); // fetch has unpacked it
    }
  });

  test.each(['nothing.js', 'shapes.ts', 'tsconfig.json', '..%2Fcatalogue.module.js', '__proto__'])(
    'are these and no others: %s',
    async (name) => {
      expect((await t.api.get(`/catalogue/any/${name}`)).status).toBe(404);
    },
  );

  test('are no operations of the API', async () => {
    const { body } = await t.api.get('/openapi.json');
    expect(Object.keys(body.paths).filter((path) => path.startsWith('/catalogue'))).toEqual([]);
  });
});
