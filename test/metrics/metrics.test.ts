import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { someMovie, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { MetricsService } from '../../src/metrics/metrics.registry.js';

const DEPLOY = join(import.meta.dirname, '..', '..', 'deploy');

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

/** @returns the value of the one sample that matches, `undefined` where there is none */
async function sample(name: string, labels: Record<string, string> = {}): Promise<number> {
  const { text } = await t.api.get('/metrics');
  const found = text.split('\n').filter((line) => {
    const [, own, list = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    return (
      own === name &&
      Object.entries(labels).every(([label, value]) => list.includes(`${label}="${value}"`))
    );
  });
  expect(found.length).toBeLessThan(2);
  return Number(found[0]?.split(' ').at(-1));
}

test('requests are counted by method, pattern and status, in a histogram of seconds', async () => {
  const user = await someUser(t.api);
  const { id } = await someMovie(t.api, user);
  for (let time = 0; time < 3; time += 1) await t.api.get(`/movies/${id}/?`);
  await t.api.get('/movies/999999/');
  await t.api.get(`/no/such/${id}/path`);
  await t.api.delete('/movies/search/', { token: user.token });
  await t.api.get('/movies/search/?title=secret');
  const count = (method: string, route: string, status: string): Promise<number> =>
    sample('http_request_duration_seconds_count', { method, route, status });
  expect(await count('GET', '/movies/:id', '200')).toBe(3);
  expect(await count('GET', '/movies/:id', '404')).toBe(1);
  expect(await count('GET', 'none', '404')).toBe(1);
  expect(await count('GET', '/movies/search', '200')).toBe(1);
  expect(await count('POST', '/movies', '201')).toBe(1);
  const labels = { method: 'GET', route: '/movies/:id', status: '200' };
  expect(await sample('http_request_duration_seconds_bucket', { ...labels, le: '+Inf' })).toBe(3);
  const seconds = await sample('http_request_duration_seconds_sum', labels);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(5);
  expect((await t.api.get('/metrics')).text).not.toMatch(/secret|\/999999/);
});

test('requests under way, and those whose client goes away', async () => {
  expect(await sample('http_requests_in_flight')).toBe(1); // the one that asks
  const release = await lockMovies();
  const socket = connect(Number(new URL(t.api.origin).port), '127.0.0.1');
  socket.write('GET /movies/ HTTP/1.1\r\nHost: x\r\n\r\n');
  while ((await sample('http_requests_in_flight')) !== 2) await sleep(10);
  socket.destroy();
  while ((await sample('http_requests_in_flight')) !== 1) await sleep(10);
  expect(await sample('http_requests_aborted_total')).toBe(1);
  await release();
  await sleep(100); // its answer goes nowhere
  expect(await sample('http_requests_in_flight')).toBe(1);
});

/** Holds up every reader of movies. */
async function lockMovies(): Promise<() => Promise<void>> {
  const runner = t.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE movies IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await runner.rollbackTransaction();
    await runner.release();
  };
}

test('the pools, and errors of the database by kind', async () => {
  expect(await sample('database_pool_connections', { pool: 'requests' })).toBeGreaterThan(0);
  expect(await sample('database_pool_waiting', { pool: 'requests' })).toBe(0);
  expect(await sample('database_pool_connections', { pool: 'mail' })).toBeGreaterThan(0);
  await t.api.get('/movies/');
  expect(await sample('database_pool_connections', { pool: 'quick reads' })).toBeGreaterThan(0);

  const release = await lockMovies();
  const waiting = Array.from({ length: 12 }, () => t.api.get('/movies/?year=1999'));
  while ((await sample('database_pool_waiting', { pool: 'requests' })) < 3) await sleep(10);
  expect(await sample('database_pool_idle_connections', { pool: 'requests' })).toBe(0);
  await release();
  await Promise.all(waiting);

  const errors = (kind: string): Promise<number> => sample('database_errors_total', { kind });
  const before = await errors('refused');
  const { username } = await someUser(t.api);
  const again = { username, email: 'other@example.org', password: 'a password of its own' };
  expect((await t.api.post('/register/', again)).status).toBe(409);
  expect(await errors('refused')).toBe(before + 1);
  await t.dataSource.query('ALTER TABLE genres RENAME TO genres_away');
  expect((await t.api.get('/genres/')).status).toBe(500);
  await t.dataSource.query('ALTER TABLE genres_away RENAME TO genres');
  expect(await errors('other')).toBe(1);
  expect(await errors('unavailable')).toBe(0);
});

test('several processes become one: prom-client can add the metrics up', async () => {
  const { registry } = t.app.get(MetricsService);
  const one = await registry.getMetricsAsJSON();
  const { AggregatorRegistry } = await import('prom-client');
  const both: Registry = AggregatorRegistry.aggregate([one, structuredClone(one)]);
  const text = await both.metrics();
  const own = await registry.metrics();
  const value = (of: string, line: string): number =>
    Number(
      of
        .split('\n')
        .find((it) => it.startsWith(`${line} `))
        ?.split(' ')[1],
    );
  const requests =
    'http_request_duration_seconds_count{method="POST",route="/movies",status="201"}';
  expect(value(text, requests)).toBe(2 * value(own, requests));
  const sent = 'movie_api_mail_sent_total'; // the same on every instance
  expect(value(text, sent)).toBe(value(own, sent));
  expect(value(text, 'movie_api_database_up')).toBe(1);
});

test('a scrape is cheap, with every route asked', async () => {
  await t.api.get('/metrics');
  const began = performance.now();
  for (let time = 0; time < 20; time += 1) await t.api.get('/metrics');
  expect((performance.now() - began) / 20).toBeLessThan(100);
});

describe('what is in deploy/', () => {
  const dashboard = JSON.parse(readFileSync(join(DEPLOY, 'grafana/dashboard.json'), 'utf8'));
  const rules = readFileSync(join(DEPLOY, 'prometheus/alerts.yml'), 'utf8');

  /** The metrics that an expression names: words that are no functions, labels, or values. */
  function metricsIn(expression: string): string[] {
    const bare = expression
      .replaceAll(/"[^"]*"/g, '')
      .replaceAll(/\{[^}]*\}/g, '')
      .replaceAll(/\[[^\]]*\]/g, '')
      .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
    return [...bare.matchAll(/\b[a-z]\w*_\w+\b(?!\s*\()/g)]
      .map(([name]) => name)
      .filter((name) => !/^(?:histogram_quantile|label_values)$/.test(name));
  }

  async function expectKnown(expressions: string[]): Promise<void> {
    const { text } = await t.api.get('/metrics');
    // Those without a sample, too: of replicas, where there are none.
    const known = new Set(
      [...text.matchAll(/^(?:# TYPE )?(\w+)(?:\{| )/gm)].map(([, name]) => name),
    );
    const named = new Set(expressions.flatMap(metricsIn));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
    expect(named.size).toBeGreaterThan(5);
  }

  test('the dashboard draws metrics that exist, from the data source that is chosen', async () => {
    const panels = dashboard.panels.filter(({ type }: { type: string }) => type !== 'row');
    expect(panels.length).toBeGreaterThan(10);
    for (const { datasource } of panels) expect(datasource.uid).toBe('${datasource}');
    const targets = panels.flatMap(({ targets: list }: { targets: { expr: string }[] }) => list);
    await expectKnown(targets.map(({ expr }: { expr: string }) => expr));
  });

  test('the alerts watch metrics that exist, and say what is the matter', async () => {
    const expressions = [...rules.matchAll(/^ +expr: \|\n((?: {10,}.*\n)+)/gm)];
    const alerts = [...rules.matchAll(/^ +- alert: (\w+)$/gm)];
    expect(expressions.length).toBe(alerts.length);
    expect(rules.match(/severity:/g)).toHaveLength(alerts.length);
    expect(rules.match(/summary:/g)).toHaveLength(alerts.length);
    await expectKnown(expressions.map(([, text]) => text!));
  });
});

test('a socket that says nothing is no request', async () => {
  const socket = connect(Number(new URL(t.api.origin).port), '127.0.0.1');
  await once(socket, 'connect');
  expect(await sample('http_requests_in_flight')).toBe(1);
  socket.destroy();
});
