import { connect } from 'node:net';
import pg from 'pg';
import { Housekeeping } from '../../src/database/background/housekeeping.js';
import type { Client } from '../support/client.js';
import { PASSWORD, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Session {
  readonly id: number;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly user_agent: string | null;
  readonly current: boolean;
}

let t: TestApp;
let second: { api: Client; close(): Promise<unknown> };
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  second = await t.another({ WORKER: 'off' });
  // This instance writes uses down when a test says so, and at no other time.
  t.app.get<Housekeeping, { ending: AbortController }>(Housekeeping).ending.abort();
});
afterAll(() => t.close());

const signIn = async ({ username }: TestUser, headers = {}): Promise<string> =>
  (await t.api.post('/login/', { username, password: PASSWORD }, { headers })).body.token;
const list = (token: string, query = '', api = t.api) =>
  api.get(`/me/sessions/${query}`, { token });
const sessions = async (token: string): Promise<Session[]> => (await list(token)).body.results;
const current = async (token: string): Promise<Session> =>
  (await sessions(token)).find((session) => session.current)!;
const end = (token: string, id: number | string, api = t.api) =>
  api.delete(`/me/sessions/${id}/`, { token });
const isOpen = async (token: string, api = t.api): Promise<boolean> => {
  const { status } = await api.get('/me/', { token });
  expect([200, 401]).toContain(status);
  return status === 200;
};

describe('the list', () => {
  test('has every session with what it is, the latest first, and one that asks', async () => {
    const user = await someUser(t.api);
    const phone = await signIn(user, { 'user-agent': 'Phone/1.0' });
    const tv = await signIn(user, { 'user-agent': 'TV' });
    await signIn(await someUser(t.api));
    for (const [token, at] of [
      [user.token, 2],
      [phone, 1],
      [tv, 0],
    ] as const) {
      const { status, body } = await list(token);
      expect([status, body.count, body.next, body.previous]).toEqual([200, 3, null, null]);
      expect(body.results.map(({ id }: Session) => id)).toEqual(
        body.results.map(({ id }: Session) => id).toSorted((a: number, b: number) => b - a),
      );
      expect(body.results).toEqual(
        ['TV', 'Phone/1.0', 'node'].map((user_agent, index) => ({
          id: expect.any(Number),
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          last_used_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          user_agent,
          current: index === at,
        })),
      );
    }
    expect((await list(phone, '', second.api)).body.results[1].current).toBe(true);
  });

  test('comes in pages and slices, and has a tag', async () => {
    const user = await someUser(t.api);
    for (let index = 0; index < 4; index += 1) await signIn(user);
    const whole = await sessions(user.token);
    expect(whole).toHaveLength(5);
    for (const start of ['?page_size=2', '?page_size=2&cursor=']) {
      const walked: Session[] = [];
      let here: string | null = `/me/sessions/${start}`;
      while (here !== null) {
        const { status, body } = await t.api.get(here, { token: user.token });
        expect(status).toBe(200);
        expect(body.count).toBe(start.includes('cursor') ? null : 5);
        walked.push(...body.results);
        here = body.next && body.next.replace(t.api.origin, '');
      }
      expect(walked).toEqual(whole);
    }
    expect((await list(user.token, '?page=2')).status).toBe(404);
    const tag = (await list(user.token)).headers.get('etag')!;
    const again = { token: user.token, headers: { 'if-none-match': tag } };
    expect((await t.api.get('/me/sessions/', again)).status).toBe(304);
    await signIn(user);
    expect((await t.api.get('/me/sessions/', again)).status).toBe(200);
  });

  test('leaves out those that have expired, and housekeeping removes them', async () => {
    const user = await someUser(t.api);
    const old = await signIn(user);
    const { id } = await current(old);
    await t.dataSource.query('UPDATE sessions SET expires_at = now() WHERE id = $1', [id]);
    const { body } = await list(user.token);
    expect([body.count, body.results.length, body.results[0].current]).toEqual([1, 1, true]);
    expect(await isOpen(old)).toBe(false);
    await t.app.get(Housekeeping).runAll();
    const rows = await t.dataSource.query('SELECT id FROM sessions WHERE user_id = $1', [user.id]);
    expect(rows).toEqual([{ id: body.results[0].id }]);
  });

  test('is for the signed-in', async () => {
    for (const request of [t.api.get('/me/sessions/'), t.api.delete('/me/sessions/1/')]) {
      expect((await request).status).toBe(401);
    }
    expect((await t.api.post('/logout/all/')).status).toBe(401);
  });
});

describe('ending', () => {
  test('another one kills that token at once, here and there, and no other', async () => {
    const user = await someUser(t.api);
    const stranger = await someUser(t.api);
    for (const [here, there] of [
      [t.api, second.api],
      [second.api, t.api],
    ] as const) {
      const lost = await signIn(user);
      const kept = await signIn(user);
      for (const api of [here, there]) expect(await isOpen(lost, api)).toBe(true);
      const answer = await end(user.token, (await current(lost)).id, here);
      expect([answer.status, answer.text]).toEqual([204, '']);
      for (const api of [there, here]) {
        expect(await isOpen(lost, api)).toBe(false);
        for (const token of [user.token, kept, stranger.token]) {
          expect(await isOpen(token, api)).toBe(true);
        }
      }
    }
    expect((await list(user.token)).body.count).toBe(3);
  });

  test("one's own is signing out", async () => {
    const user = await someUser(t.api);
    const other = await signIn(user);
    const { id } = await current(user.token);
    expect((await end(user.token, id)).status).toBe(204);
    const late = await second.api.get('/me/', { token: user.token });
    expect([late.status, late.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
    expect((await end(other, id)).status).toBe(404); // ended already
    expect((await sessions(other)).map((session) => session.current)).toEqual([true]);
  });

  test("another user's is 404, and it lives on", async () => {
    const [user, victim] = [await someUser(t.api), await someUser(t.api)];
    const { id } = await current(victim.token);
    const admin = await someUser(t.api);
    await t.dataSource.query("UPDATE users SET role = 'admin' WHERE id = $1", [admin.id]);
    const absent = await end(user.token, 999_999);
    for (const { token } of [user, admin]) {
      const answer = await end(token, id);
      expect([answer.status, answer.body.detail]).toEqual([404, absent.body.detail]);
    }
    expect(await isOpen(victim.token)).toBe(true);
  });

  const NO_IDS =
    '0 -1 1.5 1e3 01 +1 0x1 x current all null %00 1%00 %20 1,2 %F0%9F%98%80 ..%2F1 ' +
    `9007199254740993 9223372036854775807 9223372036854775808 ${'9'.repeat(100)}`;
  let somebody: TestUser | undefined;
  test.each(NO_IDS.split(' '))('the session %s is 404', async (id) => {
    somebody ??= await someUser(t.api);
    expect((await end(somebody.token, id)).status).toBe(404);
    expect(await isOpen(somebody.token)).toBe(true);
  });

  test('all of them is the end of each, on every instance, and of nobody else', async () => {
    const [user, stranger] = [await someUser(t.api), await someUser(t.api)];
    const tokens = [user.token, await signIn(user), await signIn(user)];
    const answer = await second.api.post('/logout/all/', undefined, { token: tokens[1] });
    expect([answer.status, Object.keys(answer.body)]).toEqual([200, ['message']]);
    for (const api of [t.api, second.api]) {
      for (const token of tokens) expect(await isOpen(token, api)).toBe(false);
      expect(await isOpen(stranger.token, api)).toBe(true);
    }
    expect((await list(await signIn(user))).body.count).toBe(1); // the way in is open
  });

  test('of twenty who end one session at the same instant, one did', async () => {
    const user = await someUser(t.api);
    const { id } = await current(await signIn(user));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => end(user.token, id, index % 2 ? t.api : second.api)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(19).fill(404)]);
  });
});

describe('the last use', () => {
  /** Of a user's first session: when, and which version of the row says so. */
  const lastUse = async ({ id }: TestUser): Promise<{ at: number; version: string }> => {
    const [{ at, version }] = await t.dataSource.query(
      `SELECT last_used_at AS at, xmin::text || ctid::text AS version
       FROM sessions WHERE user_id = $1 ORDER BY id LIMIT 1`,
      [id],
    );
    return { at: at.getTime(), version };
  };
  const setBack = async ({ id }: TestUser, interval = '10 minutes'): Promise<void> => {
    await t.dataSource.query(
      `UPDATE sessions SET last_used_at = now() - $2::interval, created_at = now() - interval '1 day'
       WHERE user_id = $1`,
      [id, interval],
    );
  };
  /** How often the work updates sessions in this process. */
  const updates = async (work: () => Promise<unknown>): Promise<number> => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    try {
      await work();
      const texts = query.mock.calls.map(([given]) => JSON.stringify(given) ?? '');
      return texts.filter((text) => /UPDATE\s+sessions/i.test(text.replaceAll('\\n', ' '))).length;
    } finally {
      query.mockRestore();
    }
  };
  const write = () => t.app.get(Housekeeping).runAll();

  test('is noted once for fifty requests, and not by the requests', async () => {
    const user = await someUser(t.api);
    await write();
    await setBack(user);
    const before = await lastUse(user);
    const count = await updates(async () => {
      for (let index = 0; index < 50; index += 1) expect(await isOpen(user.token)).toBe(true);
      await write();
    });
    const after = await lastUse(user);
    expect(count).toBe(1);
    expect(after.version).not.toBe(before.version);
    expect(after.at).toBeGreaterThan(before.at + 9 * 60_000);
    const { created_at, last_used_at } = await current(user.token);
    expect(last_used_at).toBe(new Date(after.at).toISOString());
    expect(last_used_at > created_at).toBe(true);
  });

  test('is not noted again within the minute', async () => {
    const user = await someUser(t.api);
    await setBack(user, '30 seconds');
    const before = await lastUse(user);
    const count = await updates(async () => {
      for (let index = 0; index < 10; index += 1) await isOpen(user.token);
      await write();
    });
    expect([count, (await lastUse(user)).version]).toEqual([0, before.version]);
  });

  test('of many sessions is one statement, and of those that rest nothing', async () => {
    const user = await someUser(t.api);
    const tokens = [user.token, await signIn(user), await signIn(user)];
    const resting = await signIn(user);
    await write();
    await setBack(user);
    const count = await updates(async () => {
      for (const token of tokens) await isOpen(token);
      await write();
    });
    expect(count).toBe(1);
    const uses = (await sessions(user.token)).map(({ last_used_at }) => last_used_at);
    expect(new Set(uses.slice(1).map((at) => at > uses[0]!))).toEqual(new Set([true]));
    expect(await isOpen(resting)).toBe(true);
  });

  test('counts on the other instance too, at the latest when that ends', async () => {
    const user = await someUser(t.api);
    const third = await t.another({ WORKER: 'off' });
    await setBack(user);
    const before = await lastUse(user);
    expect(await isOpen(user.token, third.api)).toBe(true);
    await third.close();
    expect((await lastUse(user)).at).toBeGreaterThan(before.at + 9 * 60_000);
  });

  test('never goes back', async () => {
    const user = await someUser(t.api);
    await write();
    await setBack(user);
    await isOpen(user.token); // noted here, and then another instance's clock is ahead
    await t.dataSource.query(
      "UPDATE sessions SET last_used_at = now() + interval '1 hour' WHERE user_id = $1",
      [user.id],
    );
    const ahead = await lastUse(user);
    await write();
    expect(await lastUse(user)).toEqual(ahead);
    await isOpen(user.token);
    await write();
    expect(await lastUse(user)).toEqual(ahead);
  });

  test('of a session that ended meanwhile is nobody’s, and harms no other', async () => {
    const user = await someUser(t.api);
    const lost = await signIn(user);
    await write();
    await setBack(user);
    const before = await lastUse(user);
    await isOpen(lost);
    await isOpen(user.token);
    await end(user.token, (await current(lost)).id);
    await write();
    expect((await list(user.token)).body.count).toBe(1);
    expect((await lastUse(user)).at).toBeGreaterThan(before.at);
  });

  test('that could not be written is written the next time', async () => {
    const user = await someUser(t.api);
    await write();
    await setBack(user);
    const before = await lastUse(user);
    await isOpen(user.token);
    const query = jest.spyOn(pg.Pool.prototype, 'query').mockImplementation(() => {
      throw new Error('Connection terminated');
    });
    await write().finally(() => query.mockRestore());
    expect(await lastUse(user)).toEqual(before);
    await write();
    expect((await lastUse(user)).at).toBeGreaterThan(before.at);
  });
});

describe('the user agent', () => {
  /** Signs in with a header of any bytes; answers the status, and the token. */
  async function wired(user: TestUser, agent: string | undefined): Promise<[number, string]> {
    const { hostname, port } = new URL(t.api.origin);
    const body = JSON.stringify({ username: user.username, password: PASSWORD });
    const socket = connect(Number(port), hostname);
    const lines = [
      'POST /login/ HTTP/1.1',
      `Host: ${hostname}:${port}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      ...(agent === undefined ? [] : [`User-Agent: ${agent}`]),
      'Connection: close',
    ];
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'));
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return [Number(text.slice(9, 12)), /"token":"([^"]+)"/.exec(text)?.[1] ?? ''];
  }
  /** The bytes of UTF-8, one a character. */
  const bytes = (text: string): string => Buffer.from(text).toString('latin1');

  test.each<[string, string | undefined, unknown]>([
    ['none', undefined, null],
    ['an empty one', '', ''],
    ['blanks around it', '  curl/8  ', 'curl/8'],
    ['markup', '<script>alert("x")</script> \\ \' ; --', '<script>alert("x")</script> \\ \' ; --'],
    ['Latin-1', 'caf\xe9\xff', 'caf\xe9\xff'],
    ['C1 control signs', 'a\x85\x9fb', 'a\x85\x9fb'],
    ['a tab', 'a\tb', 'a\tb'],
    ['10,000 characters', 'a'.repeat(10_000), 'a'.repeat(255)],
    ['10,000 bytes of UTF-8', bytes('😀'.repeat(2500)), expect.stringMatching(/^.{255}$/su)],
    ['a lone surrogate', 'a\xed\xa0\x80b', expect.stringMatching(/^a.+b$/su)],
    ['bytes that are not UTF-8', 'a\xc0\x80\xf5b', expect.stringMatching(/^a.+b$/su)],
  ])('%s is kept, as far as it can be', async (_, agent, kept) => {
    const user = await someUser(t.api);
    const [status, token] = await wired(user, agent);
    expect(status).toBe(200);
    const { user_agent } = await current(token);
    expect(user_agent).toEqual(kept);
    expect(user_agent?.isWellFormed() ?? true).toBe(true);
    expect((await list(user.token, '', second.api)).body.count).toBe(2);
  });

  test('in letters that run from right to left is what the client said', async () => {
    const user = await someUser(t.api);
    const agent = 'דפדפן/1 \u202eevil\u202c';
    const [status, token] = await wired(user, bytes(agent));
    const { user_agent } = await current(token);
    expect(status).toBe(200);
    expect([agent, bytes(agent)]).toContain(user_agent); // the bytes, read as UTF-8 or as Latin-1
  });

  test.each([
    ['NUL', 'a\0b'],
    ['a control sign', 'a\x01b'],
    ['DEL', 'a\x7fb'],
    ['a bare line feed', 'a\nb'],
  ])('with %s is not HTTP: 400, and no session', async (_, agent) => {
    const user = await someUser(t.api);
    expect(await wired(user, agent)).toEqual([400, '']);
    expect((await list(user.token)).body.count).toBe(1);
  });

  test('of signing up is kept as well', async () => {
    const input = { username: 'agent.1', email: 'agent.1@example.org', password: PASSWORD };
    const { body } = await t.api.post('/register/', input, { headers: { 'user-agent': 'Sofa/2' } });
    expect((await current(body.token)).user_agent).toBe('Sofa/2');
  });
});
