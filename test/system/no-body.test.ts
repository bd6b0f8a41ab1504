import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROUTES } from '../routes.table.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let user: TestUser;
let movie: number;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  user = await someUser(t.api);
  movie = (await someMovie(t.api, user)).id;
});
afterAll(() => t.close());

const TYPES = [
  'application/x-www-form-urlencoded', // axios, curl -d '', urllib
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'text/plain;charset=UTF-8', // fetch with ''
  'application/octet-stream',
  'application/json',
  ';',
  'nonsense',
];
const WRITES = ROUTES.filter(({ method }) => method !== 'GET');

/** To an object that is not there, so that nothing is lost. */
const pathOf = (path: string): string => path.replaceAll(/\{\w+\}/g, '999999');

test.each(WRITES.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s without a body is what it is with {}, whatever type and coding it says',
  async (_, { method, path, body }) => {
    // One that needs no body has work to do: only the others are asked with a token.
    const token = body === undefined ? undefined : user.token;
    const send = (options: object) => t.api.send(method, pathOf(path), { token, ...options });
    const plain = await send({ json: {} });
    for (const type of TYPES) {
      const headers = { 'content-type': type };
      const answers = [await send({ headers }), await send({ headers, raw: '' })];
      answers.push(await send({ headers: { ...headers, 'content-encoding': 'gzip' } }));
      for (const { status, body: answered } of answers) {
        expect([type, status]).toEqual([type, plain.status]);
        expect(answered.errors).toEqual(plain.body.errors);
      }
    }
  },
);

const LIKE = () => `${t.api.origin}/movies/${movie}/like/`;
const run = promisify(execFile);

test.each<[string, () => Promise<unknown>]>([
  [
    'curl -d ""',
    async () => {
      const header = ['-H', `Authorization: Bearer ${user.token}`];
      return (await run('curl', ['-sS', '-d', '', ...header, LIKE()])).stdout;
    },
  ],
  [
    'urllib with b""',
    async () => {
      const code = `import sys, urllib.request as r
print(r.urlopen(r.Request(sys.argv[1], b'', {'Authorization': 'Bearer ' + sys.argv[2]}, method='POST')).read().decode())`;
      return (await run('python3', ['-c', code, LIKE(), user.token])).stdout;
    },
  ],
  [
    'fetch with an empty form',
    async () => {
      const headers = { authorization: `Bearer ${user.token}` };
      const request = { method: 'POST', headers, body: new URLSearchParams() };
      return (await fetch(LIKE(), request)).text();
    },
  ],
  [
    'fetch with an empty stream, in chunks',
    async () => {
      const headers = { authorization: `Bearer ${user.token}`, 'content-type': 'text/plain' };
      const body = new Blob([]).stream();
      const request = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
      return (await fetch(LIKE(), request)).text();
    },
  ],
])('%s likes a movie', async (_, like) => {
  expect(JSON.parse(String(await like()))).toMatchObject({ movie_id: movie, liked: true });
});
