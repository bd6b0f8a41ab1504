import 'reflect-metadata';
import { PATH_METADATA, METHOD_METADATA } from '@nestjs/common/internal';
import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, TOKEN_IGNORED, type Access } from '../../src/http/routing/access.js';
import { ROUTES, type RouteRow } from '../routes.table.js';
import {
  next,
  PASSWORD,
  someComment,
  someMovie,
  someResetToken,
  someUser,
  type TestUser,
} from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let t: TestApp;
let owner: TestUser;
let stranger: TestUser;
let admin: TestUser;

beforeAll(async () => {
  t = await startTestApp();
  [owner, stranger, admin] = [await someUser(t.api), await someUser(t.api), await someUser(t.api)];
  await t.dataSource.query("UPDATE users SET role = 'admin' WHERE id = $1", [admin.id]);
});
afterAll(() => t.close());

/** What the decorators say, read from the controllers themselves. */
function routesInCode(): { route: string; access: Access; tokenIgnored: boolean }[] {
  const discovery = new DiscoveryService(t.app.get(ModulesContainer));
  const routes = [];
  for (const { instance, metatype } of discovery.getControllers()) {
    for (const name of new MetadataScanner().getAllMethodNames(Object.getPrototypeOf(instance))) {
      const handler = instance[name] as Function;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) continue;
      const [prefix, path] = [metatype!, handler].map((it) =>
        String(Reflect.getMetadata(PATH_METADATA, it)),
      );
      const found = <T>(key: symbol): T | undefined =>
        (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, metatype!)) as T | undefined;
      const url = `/${prefix}/${path}/`.replaceAll(/\/+/g, '/').replaceAll(/:(\w+)/g, '{$1}');
      routes.push({
        route: `${RequestMethod[method]} ${url}`,
        access: found<Access>(ACCESS) ?? 'IsAuthenticated',
        tokenIgnored: found<boolean>(TOKEN_IGNORED) ?? false,
      });
    }
  }
  return routes.sort((one, other) => one.route.localeCompare(other.route));
}

test('the table has every route of the code, with its permission', () => {
  const table = ROUTES.map(({ method, path, access, tokenIgnored }) => ({
    route: `${method} ${path
      .split('?')[0]!
      .replace('/problems/not-found/', '/problems/{name}/')
      .replace('/catalogue/any/page.css/', '/catalogue/{version}/{name}/')}`,
    access,
    tokenIgnored: tokenIgnored ?? false,
  }));
  expect(routesInCode()).toEqual(table.sort((one, other) => one.route.localeCompare(other.route)));
});

test('every documented operation is in the table, and asks for a token where it needs one', async () => {
  const { body } = await t.api.get('/openapi.json');
  const known = new Set(ROUTES.map(({ method, path }) => `${method} ${path.split('?')[0]}`));
  for (const [path, item] of Object.entries<Record<string, { operationId: string }>>(body.paths)) {
    for (const verb of Object.keys(item)) expect(known).toContain(`${verb.toUpperCase()} ${path}`);
  }
});

const who = {
  anonymous: () => undefined,
  stranger: () => stranger.token,
  owner: () => owner.token,
  admin: () => admin.token,
} as const;

const OWN_USER = /^\/(?:logout|me)\//;

const mayCall = ({ access, method }: RouteRow, caller: keyof typeof who): 401 | 403 | true => {
  const reading = method === 'GET';
  if (access === 'AllowAny' || (access === 'IsAuthenticatedOrReadOnly' && reading)) return true;
  if (caller === 'anonymous') return 401;
  if (access === 'IsOwner') return caller === 'owner' ? true : 403;
  if (access !== 'IsOwnerOrAdmin') return true;
  return caller === 'stranger' ? 403 : true;
};

const cases = ROUTES.flatMap((row) =>
  (Object.keys(who) as (keyof typeof who)[]).map((caller) => [row, caller] as const),
);

test.each(cases.map(([row, caller]) => [`${row.method} ${row.path}`, caller, row] as const))(
  '%s by the %s',
  async (_, caller, row) => {
    const movie = await someMovie(t.api, owner);
    let token = who[caller]();
    // What ends sessions or renames somebody needs a user of its own.
    if (OWN_USER.test(row.path) && token !== undefined) token = (await someUser(t.api)).token;
    const idOf = async (): Promise<number> => {
      if (row.path.startsWith('/comments/')) return (await someComment(t.api, owner, movie.id)).id;
      if (row.path.startsWith('/users/')) return owner.id;
      if (!row.path.startsWith('/me/sessions/')) return movie.id;
      return (await t.api.get('/me/sessions/', { token })).body.results?.[0].id ?? 1;
    };
    const id = await idOf();
    const bodies = {
      account: { username: `renamed${next()}` },
      confirmation: { current_password: PASSWORD },
      forgot: { email: 'nobody@example.org' },
      reset: { token: await someResetToken(t, (await someUser(t.api)).id), password: PASSWORD },
      login: { username: owner.username, password: PASSWORD },
      registration: {
        username: `new${next()}`,
        email: `new${next()}@example.org`,
        password: PASSWORD,
      },
    };
    const answer = await t.api.send(row.method, row.path.replace('{id}', String(id)), {
      token,
      json: typeof row.body === 'string' ? bodies[row.body] : row.body,
    });
    const verdict = mayCall(row, caller);
    expect(answer.status).toBe(verdict === true ? row.status : verdict);
  },
);

test.each(ROUTES.map((row) => [`${row.method} ${row.path}`, row] as const))(
  'a bad token at %s',
  async (_, row) => {
    const movie = await someMovie(t.api, owner);
    const answer = await t.api.send(row.method, row.path.replace('{id}', movie.id), {
      token: 'rubbish',
    });
    if (row.tokenIgnored) expect(answer.status).not.toBe(401);
    else expect(answer.status).toBe(401);
  },
);

test('what is not there is 404, before anything is said of permissions', async () => {
  for (const path of ['/movies/999999/', '/comments/999999/']) {
    expect((await t.api.delete(path, { token: stranger.token })).status).toBe(404);
  }
});
