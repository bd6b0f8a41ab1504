import type { Browser } from 'playwright-core';
import { browserTests, launch } from '../support/browser.js';
import { someMovie, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { watchedPage } from '../support/watched-page.js';

const { chromium, inBrowser } = browserTests('the reference page');

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

test('the page is there with a slash and without, and by HEAD', async () => {
  for (const path of ['/docs', '/docs/', '/swagger', '/swagger/']) {
    const answer = await fetch(t.api.origin + path);
    expect([answer.status, answer.redirected]).toEqual([200, false]);
    const scripts = [...(await answer.text()).matchAll(/<script defer src="([^"]+)"/g)];
    expect(scripts.length).toBe(2);
    for (const [, address] of scripts) {
      const head = await fetch(new URL(address!, answer.url), { method: 'HEAD' });
      expect([head.status, head.headers.get('Content-Type')]).toEqual([
        200,
        expect.stringContaining('javascript'),
      ]);
    }
  }
});

test('nothing else of the packages is served', async () => {
  for (const path of ['/swagger/index.html', '/swagger/package.json', '/docs/index.html'])
    expect((await t.api.get(path)).status).toBe(404);
});

inBrowser('the reference page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(chromium!);
  });
  afterAll(() => browser.close());

  test('shows an operation and sends a request to this server, with no token and with one', async () => {
    const user = await someUser(t.api);
    await someMovie(t.api, user, { genres: ['Noir'] });
    const { page, complaints, expectStatus } = await watchedPage(browser, t.api.origin, {
      viewport: { width: 1280, height: 900 },
      colorScheme: 'dark',
    });
    await page.goto(`${t.api.origin}/docs`);
    await page.getByText('Movies', { exact: true }).first().click();
    await page.getByText('List the genres').first().click();
    await page.getByRole('button', { name: /Test Request.*get \/genres\//s }).click();
    const send = async (path: string): Promise<number> => {
      const answered = page.waitForResponse(t.api.origin + path);
      await page.getByRole('button', { name: /^Send/ }).first().click();
      return (await answered).status();
    };
    expect(await send('/genres/')).toBe(200);
    await page.getByText('Noir').first().waitFor();
    await page.getByRole('button', { name: 'Close Client' }).first().click();

    expectStatus(401);
    await page.getByText('List the movies that you created').first().click();
    await page.getByRole('button', { name: /Test Request.*get \/me\/movies\//s }).click();
    expect(await send('/me/movies/')).toBe(401);
    await page.getByRole('button', { name: 'Close Client' }).first().click();
    await page.getByPlaceholder('Token').first().fill(user.token);
    await page.getByRole('button', { name: /Test Request.*get \/me\/movies\//s }).click();
    expect(await send('/me/movies/')).toBe(200);

    expect(await page.evaluate('document.body.className')).toContain('dark-mode');
    expect(complaints).toEqual([]);
  });

  test('a narrow screen need not scroll sideways', async () => {
    const { page, complaints } = await watchedPage(browser, t.api.origin, {
      viewport: { width: 360, height: 740 },
    });
    await page.goto(`${t.api.origin}/docs/`);
    await page
      .getByRole('button', { name: /Test Request/ })
      .first()
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(complaints).toEqual([]);
  });
});
