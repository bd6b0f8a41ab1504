import type { Browser, Page } from 'playwright-core';
import { findChromium, launch } from '../support/browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const chromium = findChromium();
const inBrowser = chromium === undefined ? describe.skip : describe;
if (chromium === undefined)
  process.stderr.write('Skipped: no Chromium for the Swagger page (set CHROMIUM)\n');

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

test('the document is OpenAPI 3.1 with an id, a summary and errors for every operation', async () => {
  const { body } = await t.api.get('/openapi.json');
  expect(body.openapi).toMatch(/^3\.1\./);
  const ids = new Set<string>();
  for (const [path, item] of Object.entries<Record<string, any>>(body.paths)) {
    expect(path).toMatch(/\/$/);
    for (const operation of Object.values(item)) {
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '406', '500', 'default']),
      );
      ids.add(operation.operationId);
      for (const { in: where, name } of operation.parameters ?? [])
        if (where === 'header')
          expect(['Idempotency-Key', 'If-Match', 'If-None-Match']).toContain(name);
    }
  }
  expect(ids.size).toBe(
    Object.values<object>(body.paths).flatMap((item) => Object.keys(item)).length,
  );
});

test('every example of a body works as it stands', async () => {
  const { body: document } = await t.api.get('/openapi.json');
  const exampleOf = (name: string): object => {
    const { properties } = document.components.schemas[name];
    return Object.fromEntries(
      Object.entries<any>(properties).flatMap(([key, { example }]) =>
        example === undefined ? [] : [[key, example]],
      ),
    );
  };
  const registered = await t.api.post('/register/', exampleOf('Register'));
  expect(registered.status).toBe(201);
  expect((await t.api.post('/login/', exampleOf('Login'))).status).toBe(200);
  const { token } = registered.body;
  expect((await t.api.patch('/me/', exampleOf('UpdateAccount'), { token })).status).toBe(200);
  expect((await t.api.post('/password/forgot/', exampleOf('ForgotPassword'))).status).toBe(202);
  const movie = await t.api.post('/movies/', exampleOf('CreateMovie'), { token });
  expect(movie.status).toBe(201);
  const path = `/movies/${movie.body.id}/`;
  expect((await t.api.patch(path, exampleOf('UpdateMovie'), { token })).status).toBe(200);
  expect((await t.api.post(`${path}comments/`, exampleOf('CreateComment'), { token })).status).toBe(
    201,
  );
});

inBrowser('the page in Chromium', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launch(chromium!);
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && origin !== t.api.origin)
        complaints.push(`foreign: ${request.url()}`);
    });
  });
  afterAll(() => browser.close());

  /** Opens an operation, fills its body and presses Execute; answers status and body. */
  async function execute(
    operationId: string,
    body?: object,
  ): Promise<{ status: number; body: any }> {
    const operation = page.locator(`.opblock[id$="-${operationId}"]`);
    await operation.locator('.opblock-summary-control').click();
    if (body !== undefined)
      await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
    const answered = page.waitForResponse(
      (response) => response.request().resourceType() === 'fetch',
    );
    await operation.locator('button.execute').click();
    const response = await answered;
    await operation.locator('.live-responses-table tbody .response-col_status').waitFor();
    return { status: response.status(), body: await response.json() };
  }

  test('register, authorise and create a movie', async () => {
    await page.goto(`${t.api.origin}/swagger/`);
    await page.locator('.opblock').first().waitFor();
    const registered = await execute('register', {
      username: 'browser',
      email: 'browser@example.org',
      password: 'a password of the browser',
    });
    expect(registered.status).toBe(201);
    await page.locator('.auth-wrapper .authorize').click();
    await page.locator('#auth-bearer-value').fill(registered.body.token);
    await page.locator('.auth-container button.authorize').first().click();
    await page.locator('.btn-done').first().click();
    const created = await execute('createMovie', { title: 'From the page' });
    expect(created).toMatchObject({ status: 201, body: { creator: { username: 'browser' } } });
    if (process.env['SCREENSHOT'])
      await page.screenshot({ path: process.env['SCREENSHOT'], fullPage: true });
    expect(complaints).toEqual([]);
  });
});
