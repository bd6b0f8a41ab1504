import { readConfig } from '../../src/config/environment.js';
import { someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const { corsOrigins, jwtTtlSeconds } = readConfig({
  CORS_ORIGINS: 'https://films.example.org,https://admin.example.org',
  JWT_TTL: '90m',
});
const { rateLimitPerMinute } = readConfig({});

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ corsOrigins, jwtTtlSeconds, rateLimitPerMinute });
});
afterAll(() => t.close());

test('only scripts of CORS_ORIGINS may read answers', async () => {
  const allowed = async (origin: string): Promise<string | null> => {
    const { status, headers } = await t.api.get('/movies/', { headers: { origin } });
    expect(status).toBe(200);
    return headers.get('access-control-allow-origin');
  };
  expect(await allowed('https://admin.example.org')).toBe('https://admin.example.org');
  expect(await allowed('https://films.example.org')).toBe('https://films.example.org');
  expect(await allowed('https://example.org')).toBeNull();
});

test('a token lives as long as JWT_TTL says', async () => {
  const { token } = await someUser(t.api);
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
  expect(claims.exp * 1000 - Date.now()).toBeGreaterThan(89 * 60_000);
  expect(claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(90 * 60_000);
});

test('300 requests a minute are let through where nothing else is said', async () => {
  const { headers } = await t.api.get('/movies/');
  expect(headers.get('ratelimit-policy')).toBe('"default";q=300;w=60');
});
