import type { Browser } from 'playwright-core';
import { browserTests } from '../../../test/support/browser.js';
import { catalogueTabs } from '../../../test/support/catalogue-tabs.js';
import {
  cutOff,
  expectAccessible,
  focused,
  groundOf,
  heading,
  held,
  loadedBy,
  signIn,
} from '../../../test/support/catalogue-tab.js';
import { PASSWORD, someComment, someMovie, someUser } from '../../../test/support/factories.js';
import type { TestApp } from '../../../test/support/test-app.js';

const { chromium, inBrowser } = browserTests('the catalogue page');

const MOST_BYTES = 60 * 1024;

inBrowser('the page in Chromium', () => {
  const { open, started, noted } = catalogueTabs(chromium!);
  let t: TestApp;
  let browser: Browser;
  let film: any;
  beforeAll(() => {
    ({ t, browser, film } = started());
  });

  test('works without scripts: browse, filter, search, read', async () => {
    const shown = await open('/', { javaScriptEnabled: false });
    const notice = (await shown.locator('noscript .notice').boundingBox())!;
    expect(notice.y).toBeLessThan((await shown.getByLabel('Genre').boundingBox())!.y);
    await shown.getByRole('link', { name: 'Next' }).click();
    await shown.getByText('Page 2 of 2').waitFor();
    await shown.getByLabel('Genre').selectOption('Noir');
    await shown.getByRole('button', { name: 'Search' }).click();
    await heading(shown, 'Noir');
    await shown.getByLabel('Title', { exact: true }).fill('thrid');
    await shown.keyboard.press('Enter');
    await shown.getByRole('link', { name: 'The Third Man' }).click();
    await heading(shown, 'The Third Man');
    await shown.getByText('The zither!').waitFor();
    expect(await shown.getByRole('button', { name: 'Like' }).count()).toBe(0);
    await expectAccessible(await open(`/?movie=${film.id}`));
  });

  test('is small, and loads each of its files once', async () => {
    const context = await browser.newContext(); // nothing kept
    const shown = await context.newPage();
    noted(shown);
    const loaded = await loadedBy(shown, t.api.origin);
    const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
    process.stderr.write(`The page loads ${total} bytes in ${loaded.length} requests\n`);
    expect(loaded.length).toBeGreaterThan(10);
    expect(new Set(loaded.map(({ url }) => url)).size).toBe(loaded.length);
    expect(total).toBeLessThanOrEqual(MOST_BYTES);
  });

  test('filters in place, and the back button takes it back', async () => {
    const shown = await open('/');
    await shown.evaluate('globalThis.same = true');
    await shown.getByLabel('Genre').selectOption('Noir');
    await heading(shown, 'Noir');
    expect(new URL(shown.url()).search).toBe('?genre=Noir');
    await shown.getByRole('link', { name: 'The Third Man' }).click();
    await heading(shown, 'The Third Man');
    expect(await focused(shown)).toBe('The Third Man');
    expect(await shown.title()).toBe('The Third Man · Movie API');
    await shown.goBack();
    await heading(shown, 'Noir');
    expect(await focused(shown)).toContain('The Third Man'); // the card that one came from
    await shown.goBack();
    await heading(shown, 'All films');
    expect(await shown.getByLabel('Genre').inputValue()).toBe('');
    await shown.goForward();
    await heading(shown, 'Noir');
    expect(await shown.evaluate('globalThis.same')).toBe(true); // never reloaded
    await shown.reload();
    await heading(shown, 'Noir');
  });

  test('suggests titles to the keyboard alone', async () => {
    const shown = await open('/');
    const search = shown.getByRole('combobox', { name: 'Title' });
    await search.focus();
    await shown.keyboard.type('thi');
    await shown.getByRole('option', { name: 'The Third Man 1949' }).waitFor();
    expect(await search.getAttribute('aria-expanded')).toBe('true');
    await expectAccessible(shown);
    await shown.keyboard.press('Escape');
    expect(await search.getAttribute('aria-expanded')).toBe('false');
    expect(await search.inputValue()).toBe('thi');
    await shown.keyboard.press('ArrowDown');
    await shown.getByRole('option').first().waitFor();
    await shown.keyboard.press('ArrowDown');
    const active = shown.locator(`#${await search.getAttribute('aria-activedescendant')}`);
    expect(await active.getAttribute('aria-selected')).toBe('true');
    // Where the system's colours stand for ours, too, one sees which it is.
    await shown.emulateMedia({ forcedColors: 'active' });
    expect(await groundOf(active)).not.toBe(await groundOf(shown.getByRole('listbox')));
    await shown.keyboard.press('Enter');
    await heading(shown, 'The Third Man');
    await search.fill('reel 7');
    await shown.keyboard.press('Enter');
    await heading(shown, '“reel 7”');
  });

  test('signs in, likes, comments, replies, deletes, creates and signs out', async () => {
    const shown = await open(`/?movie=${film.id}`, undefined, /status of (?:400|401)/);
    // Who likes as nobody is asked who it is, and the like is done then.
    await shown.getByRole('button', { name: 'Like' }).press('Enter');
    await shown.getByRole('dialog', { name: 'Sign in' }).waitFor();
    await expectAccessible(shown);
    await signIn(shown, 'grace', 'not it');
    await shown.getByRole('alert').waitFor();
    await signIn(shown, 'grace');
    await shown.getByText('Liked by grace').waitFor();
    const like = shown.getByRole('button', { name: 'Like' });
    expect(await like.getAttribute('aria-pressed')).toBe('true');
    expect((await t.api.get(`/movies/${film.id}/`)).body.like_count).toBe(1);
    const unliked = shown.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await like.press('Enter');
    await shown.locator('[data-like][aria-pressed="false"]').waitFor(); // at once
    await unliked;
    expect((await t.api.get(`/movies/${film.id}/`)).body.like_count).toBe(0);

    await shown.reload(); // still signed in
    await shown.getByText('Signed in as grace').waitFor();
    await shown.getByRole('button', { name: 'Post' }).click();
    await shown.getByText('Your comment must').waitFor();
    await shown.getByLabel('Your comment').fill('That <smile> in the doorway.');
    await shown.getByRole('button', { name: 'Post' }).press('Enter');
    await shown.getByText('That <smile> in the doorway.').waitFor();
    await shown.getByRole('heading', { name: '2 comments' }).waitFor();
    expect(await focused(shown)).toContain('doorway');
    await shown.getByRole('button', { name: 'Reply' }).last().click();
    await shown.keyboard.type('And the cat.');
    await shown.getByRole('button', { name: 'Reply', exact: true }).last().press('Enter');
    const reply = shown.getByRole('list', { name: 'Replies' }).getByRole('listitem');
    await reply.getByText('And the cat.').waitFor();
    await reply.getByRole('button', { name: 'Delete' }).press('Enter');
    await reply.getByRole('button', { name: 'Delete for good?' }).press('Enter');
    await reply.waitFor({ state: 'detached' });
    expect((await t.api.get(`/movies/${film.id}/`)).body.comment_count).toBe(2);

    await shown.getByRole('button', { name: 'Add a film' }).press('Enter');
    await shown.getByRole('dialog', { name: 'Add a film' }).waitFor();
    await shown.getByLabel('Year', { exact: true }).fill('3000');
    await shown.keyboard.press('Enter');
    await shown.getByText('Year must be an integer from 1870 to 2100.').waitFor();
    const title = shown.getByRole('dialog').getByLabel('Title (required)');
    expect(await title.getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(shown);
    await title.fill('Odd Man Out');
    await shown.getByLabel('Year', { exact: true }).fill('1947');
    await shown.getByLabel('Genres').fill('Noir, Thriller');
    await shown.keyboard.press('Enter');
    await heading(shown, 'Odd Man Out');
    await shown.getByText('Added by grace').waitFor();

    await shown.getByRole('button', { name: 'Sign out' }).press('Enter');
    await shown.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await shown.evaluate('sessionStorage.length')).toBe(0);
  });

  test('signs up, says what is wrong with the account, and gives the focus back', async () => {
    const shown = await open('/', undefined, /status of (?:400|409)/);
    await shown.getByRole('button', { name: 'Sign in' }).press('Enter');
    await shown.getByRole('button', { name: 'I am new here' }).press('Enter');
    await shown.getByRole('dialog', { name: 'Sign up' }).waitFor();
    await shown.getByLabel('Username').fill('grace');
    await shown.getByLabel('E-mail').fill('alan@example.org');
    await shown.getByLabel('Password').fill(PASSWORD);
    await shown.keyboard.press('Enter');
    await shown.getByText(/^Username .*taken/).waitFor();
    await shown.getByLabel('Username').fill('alan');
    await shown.keyboard.press('Enter');
    await shown.getByText('Signed in as alan').waitFor();
    await shown.locator('button:focus', { hasText: 'Add a film' }).waitFor();
  });

  test('a session that has ended elsewhere is asked for again, and nothing typed is lost', async () => {
    const shown = await open(`/?movie=${film.id}`, undefined, /status of 401/);
    await shown.getByRole('button', { name: 'Sign in to comment' }).click();
    await signIn(shown, 'grace');
    await shown.getByLabel('Your comment').fill('Written before the end.');
    const { body } = await t.api.post('/login/', { username: 'grace', password: PASSWORD });
    await t.api.post('/logout/all/', undefined, body);
    await shown.getByRole('button', { name: 'Post' }).click();
    await shown.getByText('Your session has ended.').waitFor();
    await signIn(shown, 'grace');
    await shown.getByText('Written before the end.').waitFor();
    const comments = await t.api.get(`/movies/${film.id}/comments/`);
    expect(comments.body.results[0].text).toBe('Written before the end.');
  });

  test('says what went wrong, and tries again', async () => {
    const shown = await open('/', undefined, /status of (?:404|503)|ERR_FAILED/);
    let refusals = 0;
    await shown.route('**/movies/?genre=Short', async (route) => {
      refusals += 1;
      if (refusals > 1) return route.continue();
      return route.fulfill({ status: 503, headers: { 'Retry-After': '0' } });
    });
    await shown.getByLabel('Genre').selectOption('Short'); // repeated by the client, unnoticed
    await heading(shown, 'Short');
    expect(refusals).toBe(2);
    await shown.route('**/movies/?*', (route) => route.abort());
    await shown.getByLabel('Genre').selectOption('Noir');
    await heading(shown, 'No answer');
    await shown.getByRole('main').getByText('The server cannot be reached.').waitFor();
    expect(await shown.getByRole('main').innerText()).not.toContain('—');
    await shown.unroute('**/movies/?*');
    await shown.getByRole('link', { name: 'Try again' }).press('Enter');
    await heading(shown, 'Noir');
    await shown.goto(`${t.api.origin}/?movie=999999`);
    await heading(shown, 'Not found');
    await expectAccessible(shown);
  });

  test('answers that come late change nothing else, and what is typed meanwhile stays', async () => {
    const other = await someMovie(t.api, await someUser(t.api), { title: 'The Fourth Man' });
    const shown = await open(`/?movie=${film.id}`);
    await shown.getByRole('button', { name: 'Sign in to comment' }).click();
    await signIn(shown, 'grace');
    await shown.locator('#text-new:focus').waitFor();
    const search = shown.getByRole('combobox', { name: 'Title' });
    const goTo = async (title: string): Promise<void> => {
      await search.fill(title);
      await shown.getByRole('option', { name: title }).click();
      await heading(shown, title);
    };

    const like = await held(shown, `**/movies/${film.id}/like/`);
    await shown.getByRole('button', { name: 'Like' }).click();
    await goTo('The Fourth Man');
    like();
    await shown.getByText(/^Liked\./).waitFor({ state: 'attached' });
    expect(await shown.getByRole('button', { name: 'Like' }).innerText()).toMatch(/0$/);

    const comment = await held(shown, `**/movies/${other.id}/comments/`);
    await shown.getByLabel('Your comment').fill('From the ferris wheel.');
    await shown.getByRole('button', { name: 'Post' }).click();
    await goTo('The Third Man');
    comment();
    await shown.getByText('Your comment is there.').waitFor();
    await heading(shown, 'The Third Man'); // not called back

    const found = await held(shown, '**/movies/search/?*');
    await search.fill('reel 7');
    await search.press('Enter');
    await search.pressSequentially(' and 8');
    found();
    await heading(shown, '“reel 7”');
    expect(await search.inputValue()).toBe('reel 7 and 8');

    const created = await held(shown, '**/movies/');
    await shown.getByRole('button', { name: 'Add a film' }).click();
    await shown.getByLabel('Title (required)').fill('The Fifth Man');
    await shown.keyboard.press('Enter');
    await shown.keyboard.press('Escape'); // too late: it is sent
    created();
    await heading(shown, 'The Fifth Man');
  });

  test('what is sent again by hand is there once, and what has gone takes nothing else along', async () => {
    const owner = await someUser(t.api);
    const movie = await someMovie(t.api, owner, { title: 'Lost answers' });
    for (let n = 1; n <= 20; n += 1)
      await someComment(t.api, owner, movie.id, { text: `No. ${n}` });
    const shown = await open(`/?movie=${movie.id}`, undefined, /ERR_FAILED|status of 404/);
    await shown.getByRole('button', { name: 'Sign in to comment' }).click();
    await signIn(shown, 'grace');
    let lost = 0;
    await shown.route(`**/movies/${movie.id}/comments/`, async (route) => {
      if (route.request().method() !== 'POST' || lost === 3) return route.continue();
      lost += 1;
      await route.fetch(); // the server has it, and nobody hears
      return route.abort();
    });
    await shown.getByLabel('Your comment').fill('Once.');
    await shown.getByRole('button', { name: 'Post' }).click();
    await shown.getByText('The server cannot be reached.').waitFor();
    await shown.getByRole('button', { name: 'Post' }).click();
    await shown.getByText('Once.').waitFor();
    expect((await t.api.get(`/movies/${movie.id}/`)).body.comment_count).toBe(21);

    await shown.getByRole('link', { name: 'Next' }).press('Enter');
    await shown.getByText('Page 2 of 2').waitFor();
    expect(await focused(shown)).toBe('21 comments');
    await shown.getByRole('button', { name: 'Reply' }).click();
    await shown.keyboard.type('Yes?');
    await shown.getByRole('button', { name: 'Reply', exact: true }).last().press('Enter');
    await shown.getByText('Yes?').waitFor();
    for (const count of ['21', '20']) {
      await shown.getByRole('button', { name: 'Delete' }).last().press('Enter');
      await shown.getByRole('button', { name: 'Delete for good?' }).press('Enter');
      await shown.getByRole('heading', { name: `${count} comments` }).waitFor(); // of the whole film
    }

    await t.api.delete(`/movies/${movie.id}/`, owner);
    await shown.getByRole('button', { name: 'Like' }).click();
    await shown.getByText('There is no such movie.').waitFor();
    await shown.reload();
    await heading(shown, 'Not found');
    await shown.getByRole('link', { name: 'All films' }).click();
    await shown.getByLabel('Genre').selectOption('Noir'); // a problem's page came without genres
    await heading(shown, 'Noir');
  });

  test('keeps what is there while the server is away', async () => {
    const shown = await open('/?genre=Noir', undefined, /ERR_FAILED/);
    await shown.getByRole('link', { name: 'The Third Man' }).click();
    await heading(shown, 'The Third Man');
    await shown.route('**/movies/**', (route) => route.abort());
    await shown.reload();
    await shown.getByText('The server cannot be reached.').waitFor();
    await heading(shown, 'The Third Man');
  });

  test('is accessible, and fits the narrowest of screens, whatever people write', async () => {
    const writer = await someUser(t.api);
    const long = await someMovie(t.api, writer, {
      title: 'W'.repeat(255),
      original_title: 'Ü'.repeat(255),
      director: 'D'.repeat(255),
      description: 'x'.repeat(10_000),
      genres: ['G'.repeat(50), 'H'.repeat(50)],
      cast: ['C'.repeat(255), '\u202Eturned', 'Ann'],
    });
    await someComment(t.api, writer, long.id, { text: 'q'.repeat(5000) });
    const shown = await open('/', { viewport: { width: 320, height: 800 } });
    for (const path of ['/', `/?movie=${film.id}`, `/?movie=${long.id}`]) {
      await shown.goto(t.api.origin + path);
      await shown.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
      await expectAccessible(shown);
      expect(await cutOff(shown)).toEqual([]);
    }
  });
});
