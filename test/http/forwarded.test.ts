import { someMovie, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** The app, with two films: a page of one has a link. */
async function startWithFilms(trustProxy: string[]): Promise<TestApp> {
  const app = await startTestApp({ trustProxy, worker: false });
  const user = await someUser(app.api);
  await someMovie(app.api, user);
  await someMovie(app.api, user);
  return app;
}

describe('behind a trusted proxy', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await startWithFilms(['loopback']);
  });
  afterAll(() => t.close());

  const linkStart = async (headers: Record<string, string>): Promise<string> => {
    const {
      status,
      body,
      headers: answered,
    } = await t.api.get('/movies/?page_size=1', { headers });
    expect(status).toBe(200);
    expect(answered.get('link')).toContain(`<${body.next}>`);
    const problem = await t.api.get('/movies/999999/', { headers });
    const start = (body.next as string).replace('/movies/?page_size=1&page=2', '');
    expect(problem.body.type).toBe(`${start}/problems/not-found/`);
    return start;
  };

  test.each([
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['http', 'http'],
    ['http, https', 'https'], // the last one is of the nearest proxy
    ['https,http', 'http'],
    ['https,', 'http'],
    ['javascript', 'http'],
    ['https://evil.example/?x=', 'http'],
    ['ws', 'http'],
    [' ', 'http'],
  ])('X-Forwarded-Proto %j makes links %s', async (proto, scheme) => {
    const own = new URL(t.api.origin).host;
    expect(await linkStart({ 'x-forwarded-proto': proto })).toBe(`${scheme}://${own}`);
  });

  test.each([
    ['films.example.org', 'films.example.org'],
    ['films.example.org:8443', 'films.example.org:8443'],
    ['[2001:db8::1]:80', '[2001:db8::1]:80'],
    ['evil.example, films.example.org', 'films.example.org'],
    ['evil.example/path', undefined],
    ['evil.example"><script>', undefined],
    ['user@evil.example', undefined],
    ['evil.example:99999', undefined],
    ['films.example.org,', undefined],
  ])('X-Forwarded-Host %j', async (host, expected) => {
    const start = expected === undefined ? t.api.origin : `http://${expected}`;
    expect(await linkStart({ 'x-forwarded-host': host })).toBe(start);
  });

  test('neither Forwarded nor X-Forwarded-Port nor X-Forwarded-Prefix changes a link', async () => {
    const forwarded = 'host=evil.example;proto=https';
    const headers = { forwarded, 'x-forwarded-port': '99', 'x-forwarded-prefix': '/evil' };
    expect(await linkStart(headers)).toBe(t.api.origin);
  });

  test('a proxy that is named is not warned of', async () => {
    await t.api.get('/movies/', { headers: { 'x-forwarded-for': '192.0.2.1' } });
    expect(warnings(t)).toEqual([]);
  });
});

const warnings = ({ logged }: TestApp): unknown[] =>
  logged.filter(({ level }) => (level as number) >= 40).map(({ msg }) => msg);

test.each([
  ['x-forwarded-for', [] as string[]],
  ['forwarded', []],
  ['x-forwarded-for', ['192.0.2.0/24']],
])('%s of a proxy that TRUST_PROXY (%j) does not name is warned of once', async (name, ranges) => {
  const t = await startTestApp({ trustProxy: ranges, worker: false });
  await t.api.get('/movies/');
  expect(warnings(t)).toEqual([]);
  for (const client of ['192.0.2.1', '192.0.2.2']) {
    await t.api.get('/movies/', { headers: { [name]: `for=${client}` } });
  }
  await t.close();
  expect(warnings(t)).toEqual([expect.stringMatching(/TRUST_PROXY.*one limit/)]);
  expect(JSON.stringify(t.logged)).not.toContain('192.0.2.1');
});
