import jwt from 'jsonwebtoken';
import { Housekeeping } from '../../src/database/background/housekeeping.js';
import { PASSWORD, next, someMovie, someUser } from '../support/factories.js';
import { JWT_SECRET, startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

describe('POST /register/', () => {
  test('creates an account and signs it in', async () => {
    const answer = await t.api.post('/register/', {
      username: 'Ada.Lovelace',
      email: 'ada@example.org',
      password: PASSWORD,
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      message: expect.any(String),
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      user: {
        id: expect.any(Number),
        username: 'Ada.Lovelace',
        email: 'ada@example.org',
        role: 'user',
        created_at: expect.stringMatching(/Z$/),
      },
    });
    const days = (Date.parse(answer.body.expires_at) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 1);
  });

  test('a name or address that is taken in any case is 409 that names it', async () => {
    const { username, email } = await someUser(t.api);
    const other = {
      username: `other${next()}`,
      email: `other${next()}@example.org`,
      password: PASSWORD,
    };
    const name = await t.api.post('/register/', { ...other, username: username.toUpperCase() });
    expect(name.status).toBe(409);
    expect(name.body.errors).toEqual([{ field: 'username', message: 'is already taken' }]);
    const address = await t.api.post('/register/', { ...other, email: email.toUpperCase() });
    expect(address.body.errors).toEqual([{ field: 'email', message: 'is already taken' }]);
    const both = await t.api.post('/register/', { ...other, username, email });
    expect(both.body.errors.map((error: { field: string }) => error.field)).toEqual([
      'username',
      'email',
    ]);
  });

  test('of twenty registrations of one name at once, over two instances, one wins', async () => {
    const second = await t.another();
    const username = `race${next()}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? t.api : second.api).post('/register/', {
          username: index % 3 ? username : username.toUpperCase(),
          email: `${username}.${index}@example.org`,
          password: PASSWORD,
        }),
      ),
    );
    await second.close();
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(19).fill(409)]);
  });

  test.each([
    ['the username', (user: string) => user],
    ['the e-mail address', (user: string) => `${user}@EXAMPLE.org`],
    ['among the commonest', () => 'Password123'],
    ['among the commonest in capitals', () => 'QWERTYUIOP'],
    ['too short', () => 'seven77'],
    ['too long', () => 'x'.repeat(129)],
  ])('a password that is %s is 400', async (_, password) => {
    const username = `weak-user${next()}`;
    const answer = await t.api.post('/register/', {
      username,
      email: `${username}@example.org`,
      password: password(username),
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe('password');
  });

  test('a password counts code points, is NFC and not trimmed', async () => {
    const username = `unicode${next()}`;
    const email = `${username}@example.org`;
    const password = ' e\u0301😀😀😀😀😀 ';
    expect((await t.api.post('/register/', { username, email, password })).status).toBe(201);
    expect(
      (await t.api.post('/login/', { username, password: password.normalize('NFC') })).status,
    ).toBe(200);
    expect((await t.api.post('/login/', { username, password: password.trim() })).status).toBe(401);
  });

  test('a password is stored as argon2id, and nobody answers with it', async () => {
    const { id } = await someUser(t.api);
    const [row] = await t.dataSource.query('SELECT password_hash FROM users WHERE id = $1', [id]);
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe('POST /login/', () => {
  test('takes the username or the e-mail address, in any case', async () => {
    const { id, username, email } = await someUser(t.api);
    for (const login of [username, username.toUpperCase(), email, email.toUpperCase()]) {
      const answer = await t.api.post('/login/', { username: login, password: PASSWORD });
      expect(answer.status).toBe(200);
      expect(answer.body.user.id).toBe(id);
    }
  });

  test('answers alike for a wrong password and an unknown user', async () => {
    const { username } = await someUser(t.api);
    const wrong = await t.api.post('/login/', { username, password: 'not the password' });
    const unknown = await t.api.post('/login/', {
      username: 'nobody-here',
      password: 'not the password',
    });
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toBe(unknown.headers.get('www-authenticate'));
    expect({ ...wrong.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
  });

  test('takes as long for an unknown user as for a wrong password', async () => {
    const { username } = await someUser(t.api);
    const milliseconds = async (name: string): Promise<number> => {
      const start = performance.now();
      const answer = await t.api.post('/login/', { username: name, password: 'wrong' });
      expect(answer.status).toBe(401);
      return performance.now() - start;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let round = 0; round < 4; round += 1) {
      known.push(await milliseconds(username));
      unknown.push(await milliseconds(`nobody${next()}`));
    }
    // The quickest of each: what else the machine does only ever adds. A hash takes most of either.
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  test('does not look at the token that is sent along', async () => {
    const { username } = await someUser(t.api);
    const answer = await t.api.post(
      '/login/',
      { username, password: PASSWORD },
      { token: 'rubbish' },
    );
    expect(answer.status).toBe(200);
  });
});

describe('tokens', () => {
  test('logging out kills the token at once, on every instance', async () => {
    const second = await t.another();
    const { token, username } = await someUser(t.api);
    expect((await second.api.get('/movies/', { token })).status).toBe(200);
    const bye = await t.api.post('/logout/', undefined, { token });
    expect(bye.status).toBe(200);
    expect(bye.body).toEqual({ message: expect.any(String) });
    for (const api of [t.api, second.api]) {
      const answer = await api.get('/movies/', { token });
      expect(answer.status).toBe(401);
      expect(answer.body.detail).toMatch(/revoked/);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    }
    await second.close();
    expect((await t.api.post('/login/', { username, password: PASSWORD })).status).toBe(200);
  });

  test('logging out ends this session only', async () => {
    const { token, username } = await someUser(t.api);
    const { body } = await t.api.post('/login/', { username, password: PASSWORD });
    await t.api.post('/logout/', {}, { token });
    expect((await t.api.post('/logout/', {}, { token: body.token })).status).toBe(200);
  });

  test('the original "Token" scheme is accepted, and schemes know no case', async () => {
    const { token } = await someUser(t.api);
    for (const authorization of [
      `Token ${token}`,
      `token ${token}`,
      `bearer ${token}`,
      `Bearer  ${token}`,
    ]) {
      const answer = await t.api.post('/movies/', { title: 'x' }, { headers: { authorization } });
      expect(answer.status).toBe(201);
    }
  });

  test('without a token the challenge names no error', async () => {
    const answer = await t.api.post('/movies/', { title: 'x' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="movie-api"');
  });

  const forged = (claims: object, secret = JWT_SECRET, options: jwt.SignOptions = {}): string =>
    jwt.sign(claims, secret, { issuer: 'movie-api', expiresIn: 60, ...options });

  test.each<[string, (good: jwt.JwtPayload) => string, RegExp]>([
    ['signed with another secret', (good) => forged(stripped(good), 'x'.repeat(40)), /malformed/],
    ['without signature', (good) => forged(stripped(good), '', { algorithm: 'none' }), /malformed/],
    [
      'of another algorithm',
      (good) => forged(stripped(good), JWT_SECRET, { algorithm: 'HS512' }),
      /malformed/,
    ],
    [
      'of another issuer',
      (good) => forged(stripped(good), JWT_SECRET, { issuer: 'else' }),
      /malformed/,
    ],
    ['expired', (good) => forged(stripped(good), JWT_SECRET, { expiresIn: -1 }), /expired/],
    [
      'of a session that never was',
      (good) => forged({ ...stripped(good), sid: 999_999 }),
      /revoked/,
    ],
    [
      'with another key',
      (good) => forged({ ...stripped(good), jti: crypto.randomUUID() }),
      /revoked/,
    ],
    ['of another user', (good) => forged({ ...stripped(good), sub: '999999' }), /revoked/],
    ['cut', () => 'eyJhbGciOiJIUzI1NiJ9.e30', /malformed/],
    ['no token at all', () => 'rubbish', /malformed/],
  ])('a token %s is 401 on public pages too', async (_, make, detail) => {
    const { token } = await someUser(t.api);
    const bad = make(jwt.decode(token) as jwt.JwtPayload);
    for (const answer of [
      await t.api.get('/movies/', { token: bad }),
      await t.api.post('/movies/', { title: 'x' }, { token: bad }),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.body.detail).toMatch(detail);
      expect(answer.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
    }
  });

  test('a header of another scheme is malformed', async () => {
    for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'x']) {
      const answer = await t.api.get('/movies/', { headers: { authorization } });
      expect([authorization, answer.status]).toEqual([authorization, 401]);
    }
  });

  test('a session that has run out is 401, and is cleared away', async () => {
    const { token, id } = await someUser(t.api);
    await t.dataSource.query(
      "UPDATE sessions SET expires_at = now() - interval '1 s' WHERE user_id = $1",
      [id],
    );
    expect((await t.api.get('/movies/', { token })).status).toBe(401);
    await t.app.get(Housekeeping).runAll();
    const [{ count }] = await t.dataSource.query(
      'SELECT count(*) FROM sessions WHERE user_id = $1',
      [id],
    );
    expect(count).toBe(0);
  });
});

const stripped = ({ sub, sid, jti }: jwt.JwtPayload): object => ({ sub, sid, jti });

test('nothing secret or personal stands in the log', async () => {
  const user = await someUser(t.api);
  await someMovie(t.api, user, { title: 'A title for the log' });
  await t.api.get('/movies/search/?title=private');
  const log = JSON.stringify(t.logged);
  for (const secret of [user.token, user.email, PASSWORD, 'private'])
    expect(log).not.toContain(secret);
});

test('another application in the process does not check the tokens of this one', async () => {
  const { token } = await someUser(t.api);
  const other = await startTestApp({ worker: false });
  const { status } = await t.api.get('/me/', { token });
  await other.close();
  expect([status, (await t.api.get('/me/', { token })).status]).toEqual([200, 200]);
});
