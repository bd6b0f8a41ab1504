import type { Browser, Locator, Page } from 'playwright-core';
import { browserTests, launch } from '../support/browser.js';
import { someMovie, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { watchedPage, type WatchedPage } from '../support/watched-page.js';

const { chromium, inBrowser } = browserTests('the Swagger page');

inBrowser('the Swagger page in Chromium', () => {
  let t: TestApp;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    t = await startTestApp();
    browser = await launch(chromium!);
  });
  afterAll(async () => {
    await browser.close();
    await t.close();
  });
  async function open(width: number, path = '/swagger/'): Promise<void> {
    watched = await watchedPage(browser, t.api.origin, { viewport: { width, height: 900 } });
    page = watched.page;
    await page.goto(t.api.origin + path);
    await page.locator('.opblock').first().waitFor();
  }

  const operation = (id: string): Locator => page.locator(`.opblock[id$="-${id}"]`);

  /** Waits for the answer that the page gets and shows. */
  async function answerOf(
    id: string,
    press: () => Promise<void>,
  ): Promise<{ status: number; body: any }> {
    const answered = page.waitForResponse((one) => one.request().resourceType() === 'fetch');
    await press();
    const response = await answered;
    const shown = operation(id).locator('.live-responses-table tbody .response-col_status');
    await shown.filter({ hasText: String(response.status()) }).waitFor();
    return { status: response.status(), body: await response.json() };
  }

  /** Opens an operation, fills what is given and executes it; the rest stays as the page has it. */
  async function execute(
    id: string,
    { body, parameters = {} }: { body?: object; parameters?: Record<string, string> } = {},
  ): Promise<{ status: number; body: any }> {
    const block = operation(id);
    if ((await block.locator('button.execute').count()) === 0)
      await block.locator('.opblock-summary-control').click();
    if (body !== undefined)
      await block.locator('textarea.body-param__text').fill(JSON.stringify(body));
    for (const [name, value] of Object.entries(parameters))
      await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
    return answerOf(id, () => block.locator('button.execute').click());
  }

  async function authorize(token: string): Promise<void> {
    await page.locator('.auth-wrapper > .authorize').click();
    await page.locator('.auth-container input').fill(token);
    await page.locator('.auth-container button.authorize').click();
    await page.locator('.btn-done').click();
  }

  test('register, authorise, create, like, comment, search, log out, and no more', async () => {
    await open(1280);
    const registered = await execute('register', {
      body: { username: 'browser', email: 'browser@example.org', password: 'of the browser' },
    });
    expect(registered.status).toBe(201);
    await authorize(registered.body.token);
    const created = await execute('createMovie', { body: { title: 'From the page' } });
    expect(created).toMatchObject({ status: 201, body: { creator: { username: 'browser' } } });
    const id = String(created.body.id);
    expect(await execute('likeMovie', { parameters: { id } })).toMatchObject({
      status: 201,
      body: { like_count: 1 },
    });
    const commented = await execute('createComment', {
      parameters: { id },
      body: { text: 'Pressed together' },
    });
    expect(commented.status).toBe(201);
    const found = await execute('searchMovies', { parameters: { title: 'form the paeg' } });
    expect(found.body.results[0]).toMatchObject({ id: created.body.id, comment_count: 1 });
    expect((await execute('logout')).status).toBe(200);
    watched.expectStatus(401);
    expect((await execute('createMovie')).status).toBe(401);
    expect(watched.complaints).toEqual([]);
    await page.close();
  });

  test('begins with signing up; padlocks stand where a token is needed', async () => {
    await open(1280);
    expect(await page.locator('.opblock').first().getAttribute('id')).toMatch(/-register$/);
    const padlock = (id: string): Promise<boolean> =>
      operation(id).locator('.authorization__btn').isVisible();
    expect([await padlock('listMovies'), await padlock('createMovie')]).toEqual([false, true]);
  });

  test('what stands there works when pressed, also twice', async () => {
    await open(1280);
    const { token } = await someUser(t.api);
    await authorize(token);
    const { body: movie } = await execute('createMovie', { body: { title: 'Once' } });
    const again = await execute('createMovie', { body: { title: 'Twice' } });
    expect(again).toMatchObject({ status: 201, body: { title: 'Twice' } });
    const changed = await execute('updateMovie', {
      parameters: { id: String(movie.id) },
      body: { year: 1979 },
    });
    expect(changed).toMatchObject({ status: 200, body: { year: 1979 } });
    const listed = await execute('listMovies');
    expect(listed.body.results[0]).toMatchObject({ title: 'Twice' }); // the default order
    expect(watched.complaints).toEqual([]);
    await page.close();
  });

  test('the keyboard alone authorises and executes', async () => {
    await open(1280);
    const { token } = await someUser(t.api);
    const focused = page.locator(':focus');
    const tabTo = async (target: Locator, most: number): Promise<void> => {
      for (let stops = 0; stops < most; stops += 1) {
        await page.keyboard.press('Tab');
        if (await target.evaluate((element) => element.matches(':focus'))) return;
      }
      throw new Error(`Not within ${most} stops: ${await focused.innerText()}`);
    };
    const opener = page.locator('.auth-wrapper > .authorize');
    await tabTo(opener, 8);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    );
    await page.keyboard.press('Enter');
    await page.locator('.auth-container input').waitFor();
    await page.keyboard.insertText(token); // each key by itself draws the page anew
    await page.keyboard.press('Enter');
    await page.locator('.auth-container').getByText('Authorized', { exact: false }).waitFor();
    const dialog = page.locator('.dialog-ux');
    for (let stops = 0; stops < 6; stops += 1) {
      await page.keyboard.press('Tab');
      expect(await dialog.locator(':focus').count()).toBe(1); // the dialog keeps it
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await opener.evaluate((element) => element.matches(':focus'))).toBe(true);
    await tabTo(page.locator('#operations-tag-Users .expand-operation'), 6);
    await page.keyboard.press('Enter'); // closes what is before the movies
    const create = operation('createMovie');
    await tabTo(create.locator('.opblock-summary-control'), 12);
    await page.keyboard.press('Enter');
    await create.locator('button.execute').waitFor();
    await tabTo(create.locator('button.execute'), 14);
    const answer = await answerOf('createMovie', () => page.keyboard.press('Enter'));
    expect(answer.status).toBe(201);
    expect(watched.complaints).toEqual([]);
    await page.close();
  });

  test('on a narrow screen nothing is out of reach, and it follows a dark system', async () => {
    await open(360, '/swagger'); // without its slash, too
    const background = (): Promise<string> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).not.toBe('rgb(28, 32, 34)');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html.dark-mode').waitFor();
    expect(await background()).toBe('rgb(28, 32, 34)');
    const { token } = await someUser(t.api);
    const movie = await someMovie(t.api, { token });
    const width = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth');
    expect(await width()).toBe(360);
    await authorize(token);
    const parameters = { id: String(movie.id) };
    expect((await execute('createComment', { parameters })).status).toBe(201);
    expect(await width()).toBe(360);
    const boxes = await operation('createComment')
      .locator('button:visible')
      .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().toJSON()));
    expect(boxes.length).toBeGreaterThan(3);
    for (const { left, right } of boxes as { left: number; right: number }[]) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(360);
    }
    expect(watched.complaints).toEqual([]);
    await page.close();
  });
});
