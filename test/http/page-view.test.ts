import type { Answer } from '../support/client.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const AS_BROWSER = {
  headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
};

let t: TestApp;
let ada: TestUser;
let film: any;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  ada = await someUser(t.api);
  film = await someMovie(t.api, ada, { title: 'The Third Man' });
});
afterAll(() => t.close());

const page = (path: string): Promise<Answer> => t.api.get(path, AS_BROWSER);

describe('the address of a movie', () => {
  const asked = (method: string, path: string, accept?: string): Promise<Answer> =>
    t.api.send(method, path, accept === undefined ? {} : { headers: { accept } });
  const BROWSER = AS_BROWSER.headers.accept;

  test.each([BROWSER, 'text/html', 'text/html, application/json;q=0.5', 'text/html;charset=utf-8'])(
    'sends a browser to its page: Accept: %s',
    async (accept) => {
      for (const method of ['GET', 'HEAD']) {
        const { status, headers, text } = await asked(method, `/movies/${film.id}/`, accept);
        expect([status, text]).toEqual([303, '']);
        expect(headers.get('location')).toBe(`${t.api.origin}/?movie=${film.id}`);
        expect(headers.get('vary')).toMatch(/\bAccept\b/);
        expect(headers.get('content-type')).toBeNull();
      }
      expect((await page(`/?movie=${film.id}`)).text).toContain('The Third Man');
    },
  );

  test.each([
    undefined,
    '*/*',
    'application/json',
    'application/json, text/plain, */*',
    'application/*',
    'application/json, text/html',
    'text/html;q=0.9, application/json',
    'text/html;q=0.3, */*',
  ])('answers a program with JSON: Accept: %s', async (accept) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await asked(method, `/movies/${film.id}/`, accept);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('vary')).toMatch(/\bAccept\b/);
    }
  });

  test('spares a program what it has, and never a browser its page', async () => {
    const path = `/movies/${film.id}/`;
    const known = { 'if-none-match': (await t.api.get(path)).headers.get('etag')! };
    const again = await t.api.get(path, { headers: known });
    expect(again.status).toBe(304);
    expect(again.headers.get('vary')).toMatch(/\bAccept\b/);
    for (const tag of [known['if-none-match'], '*']) {
      const headers = { ...AS_BROWSER.headers, 'if-none-match': tag };
      expect((await t.api.get(path, { headers })).status).toBe(303);
    }
  });

  test('leads to the page that says so where there is no such movie', async () => {
    for (const id of ['999999', 'rubbish', '%2F%2Fevil.example%0D%0AX']) {
      const { status, headers } = await asked('GET', `/movies/${id}/`, BROWSER);
      expect([status, headers.get('location')]).toEqual([303, `${t.api.origin}/?movie=${id}`]);
      const shown = await page(`/?movie=${id}`);
      expect([shown.status, shown.text.includes('There is no such movie.')]).toEqual([404, true]);
      expect((await asked('GET', `/movies/${id}/`)).status).toBe(404);
    }
  });

  test('redirects nothing that writes, and no other address', async () => {
    const patched = await t.api.patch(
      `/movies/${film.id}/`,
      { language: 'en' },
      { token: ada.token, headers: AS_BROWSER.headers },
    );
    expect([patched.status, patched.body.title]).toEqual([200, 'The Third Man']);
    const gone = await someMovie(t.api, ada);
    const options = { token: ada.token, headers: AS_BROWSER.headers };
    expect((await t.api.delete(`/movies/${gone.id}/`, options)).status).toBe(204);
    for (const path of ['/movies/', `/movies/${film.id}/comments/`, '/movies/trending/'])
      expect((await asked('GET', path, BROWSER)).status).toBe(200);
    expect((await asked('GET', `/movies/${film.id}/`, 'image/png')).status).toBe(406);
  });
});
