import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launch } from './browser.js';
import { someComment, someMovie, someUser } from './factories.js';
import { startTestApp, type TestApp } from './test-app.js';

interface Started {
  readonly t: TestApp;
  readonly browser: Browser;
  /** "The Third Man", with a comment of grace's; 20 reels are there besides. */
  readonly film: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- as answered
}

/** For the tests of a `describe`: a server with films, and tabs of Chromium in which nothing goes wrong unmeant. */
export function catalogueTabs(chromium: string): {
  started: () => Started;
  open: (path: string, options?: BrowserContextOptions, expected?: RegExp) => Promise<Page>;
  noted: (shown: Page) => void;
} {
  let parts: Started;
  let plain: BrowserContext;
  let complaints: string[] = [];
  let opened: Page[] = [];

  beforeAll(async () => {
    const t = await startTestApp();
    const browser = await launch(chromium);
    plain = await browser.newContext({ reducedMotion: 'reduce' });
    const grace = await someUser(t.api, { username: 'grace' });
    for (let n = 1; n <= 20; n += 1)
      await someMovie(t.api, grace, { title: `Reel ${n}`, genres: ['Short'], year: 1900 + n });
    const film = await someMovie(t.api, grace, {
      title: 'The Third Man',
      genres: ['Noir'],
      year: 1949,
      director: 'Carol Reed',
    });
    await someComment(t.api, grace, film.id, { text: 'The zither!' });
    parts = { t, browser, film };
  });
  afterAll(async () => {
    await parts.browser.close();
    await parts.t.close();
  });
  beforeEach(() => {
    complaints = [];
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });

  /** A tab that is closed with its test. */
  const noted = (shown: Page): void => void opened.push(shown);

  /** @param expected statuses that the test means to get: Chromium reports each of 400 and above */
  async function open(
    path: string,
    options?: BrowserContextOptions,
    expected: RegExp = /^$/,
  ): Promise<Page> {
    const { t, browser } = parts;
    // A tab of its own has a session of its own; the files are shared.
    const context =
      options === undefined
        ? plain
        : await browser.newContext({ reducedMotion: 'reduce', ...options });
    const shown = await context.newPage();
    noted(shown);
    shown.setDefaultTimeout(30_000);
    shown.setDefaultNavigationTimeout(60_000);
    shown.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text()))
        complaints.push(message.text());
    });
    shown.on('pageerror', (error) => complaints.push(error.message));
    shown.on('request', (request) => {
      if (new URL(request.url()).origin !== t.api.origin)
        complaints.push(`foreign: ${request.url()}`);
    });
    await shown.goto(t.api.origin + path);
    return shown;
  }

  return { started: () => parts, open, noted };
}
