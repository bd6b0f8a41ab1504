import type { Browser } from 'playwright-core';
import { browserTests, launch } from '../support/browser.js';
import { someResetToken, someUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const { chromium, inBrowser } = browserTests('the password page');

inBrowser('the page behind the link of a reset mail', () => {
  let t: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    t = await startTestApp();
    browser = await launch(chromium!);
  });
  afterAll(async () => {
    await browser.close();
    await t.close();
  });

  test('takes a new password by keyboard alone, and keeps the token out of the address', async () => {
    const user = await someUser(t.api);
    const token = await someResetToken(t, user.id);
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      // Chromium reports every answer of 400 and above; this test means to get one.
      if (message.type() === 'error' && !/status of 400/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(t.api.origin)) complaints.push(request.url());
    });
    await page.goto(`${t.api.origin}/password/reset/#token=${token}`);
    expect(page.url()).toBe(`${t.api.origin}/password/reset/`);
    const status = page.getByRole('status');
    const submit = async (password: string): Promise<void> => {
      await page.getByLabel('New password').fill('');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
    };
    await submit('password123');
    await page.getByText('most common').waitFor();
    await submit('another one that nobody guesses');
    await page.getByText('is changed').waitFor();
    expect(await status.innerText()).toContain('Sign in with the new one');
    expect(complaints).toEqual([]);
    const login = { username: user.username, password: 'another one that nobody guesses' };
    expect((await t.api.post('/login/', login)).status).toBe(200);
  });

  test('says what is missing without a token', async () => {
    const page = await browser.newPage();
    await page.goto(`${t.api.origin}/password/reset/`);
    expect(await page.getByRole('status').innerText()).toContain('needs the link of a mail');
  });
});
