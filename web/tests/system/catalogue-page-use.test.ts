import type { Page } from 'playwright-core';
import { passwordChangedLetter } from '../../../src/auth/account-changed.mail.js';
import { movieCreatedLetter } from '../../../src/movies/movie-created.mail.js';
import { browserTests } from '../../../test/support/browser.js';
import { catalogueTabs } from '../../../test/support/catalogue-tabs.js';
import {
  cutOff,
  expectAccessible,
  heading,
  linesOf,
  LOOK,
  signIn,
} from '../../../test/support/catalogue-tab.js';
import { PASSWORD, someComment, someMovie, someUser } from '../../../test/support/factories.js';
import type { TestApp } from '../../../test/support/test-app.js';
import { MailTemplates } from '../../../src/mail/mail.delivery.js';

const { chromium, inBrowser } = browserTests('using the catalogue page');

inBrowser('using the page in Chromium', () => {
  const { open, started } = catalogueTabs(chromium!);
  let t: TestApp;
  let film: any;
  beforeAll(() => {
    ({ t, film } = started());
  });

  test('keeps a message while it says other things quietly', async () => {
    const shown = await open('/', undefined, /status of 401/);
    const [message, quiet] = [shown.locator('#status'), shown.locator('#quiet-status')];
    await shown.getByRole('button', { name: 'Sign in' }).click();
    await signIn(shown, 'grace');
    await quiet.getByText('All films').waitFor({ state: 'attached' });
    expect(await message.innerText()).toBe('Welcome, grace.');
    const { body } = await t.api.post('/login/', { username: 'grace', password: PASSWORD });
    await t.api.post('/logout/all/', undefined, body);
    await shown.getByLabel('Genre').selectOption('Noir');
    await quiet.getByText('Noir').waitFor({ state: 'attached' });
    expect(await message.innerText()).toContain('Your session has ended.');
    for (const place of [message, quiet]) expect(await place.getAttribute('role')).toBe('status');
  });

  test('a search is by relevance: no other order is offered', async () => {
    const shown = await open('/');
    const order = shown.getByLabel('Order');
    await order.selectOption('title');
    await shown.waitForURL(/ordering=title/);
    const search = shown.getByRole('combobox', { name: 'Title' });
    await search.fill('thrid man');
    expect([await order.isDisabled(), await order.innerText()]).toEqual([true, 'By relevance']);
    await search.fill('');
    expect([await order.isDisabled(), await order.inputValue()]).toEqual([false, 'title']);
    await search.fill('thrid man');
    await search.press('Enter');
    await heading(shown, '“thrid man”');
    await shown.getByRole('link', { name: 'The Third Man' }).waitFor();
    expect(new URL(shown.url()).search).toBe('?title=thrid+man');
    await shown.goBack();
    await heading(shown, 'All films');
    expect(await order.inputValue()).toBe('title');
  });

  test('says at the field that a year is none, and keeps the list', async () => {
    const shown = await open('/?genre=Noir');
    const [from, to] = [shown.getByLabel('From year'), shown.getByLabel('To year')];
    const before = shown.url();
    for (const wrong of ['abcd', '-5', '0', '19.5']) {
      await from.fill(wrong);
      await shown.keyboard.press('Tab');
      await shown.getByText('From year must be a number from 1 to 9999.').waitFor();
      expect(await from.getAttribute('aria-invalid')).toBe('true');
      await shown.keyboard.press('Enter'); // in the next field: sends the form
    }
    await expectAccessible(shown);
    await heading(shown, 'Noir');
    await shown.getByRole('link', { name: 'The Third Man' }).waitFor();
    expect(shown.url()).toBe(before);
    await from.fill('1900');
    await to.fill('1950');
    await shown.keyboard.press('Enter');
    await heading(shown, 'Noir · 1900–1950');
    expect(await from.getAttribute('aria-invalid')).toBeNull();
    expect(await shown.getByText('must be a number').count()).toBe(0);
  });

  test('the arrow keys on a list are one step back', async () => {
    const shown = await open('/');
    const steps = (): Promise<number> => shown.evaluate('history.length');
    const before = await steps();
    const genre = shown.getByLabel('Genre');
    await genre.focus();
    const values = new Set<string>();
    for (let n = 1; n <= 3; n += 1) {
      await shown.keyboard.press('ArrowDown');
      values.add(await genre.inputValue());
    }
    expect(values.size).toBeGreaterThan(1);
    await heading(shown, await genre.inputValue());
    expect(await steps()).toBe(before + 1);
    await shown.getByLabel('Order').selectOption('year');
    await shown.waitForURL(/ordering=year/);
    expect(await steps()).toBe(before + 2);
    await shown.goBack();
    await shown.goBack();
    await heading(shown, 'All films');
  });

  test('no dialog loses what was typed, and cancelling says nothing', async () => {
    const shown = await open(`/?movie=${film.id}`, {});
    await shown.getByRole('button', { name: 'Like' }).click();
    await shown.getByLabel('Username or e-mail').fill('grace');
    await shown.getByRole('button', { name: 'I am new here' }).click();
    expect(await shown.getByLabel('Username').inputValue()).toBe('grace');
    await shown.getByLabel('E-mail').fill('grace@example.org');
    await shown.getByLabel('Password').fill('not kept');
    await shown.getByRole('button', { name: 'I have an account' }).click();
    expect(await shown.getByLabel('Username or e-mail').inputValue()).toBe('grace');
    expect(await shown.getByLabel('Password').inputValue()).toBe('');
    await shown.getByRole('button', { name: 'Cancel' }).click();
    await shown.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await shown.locator('#status').innerText()).toBe('');
    await shown.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await shown.getByLabel('Username or e-mail').inputValue()).toBe('grace');
    await signIn(shown, 'grace');

    const add = shown.getByRole('button', { name: 'Add a film' });
    const title = shown.getByLabel('Title (required)');
    const notice = shown.getByText('You began this before.');
    await add.click();
    expect(await notice.isVisible()).toBe(false);
    await title.fill('The Sixth Man');
    await shown.getByLabel('What it is about').fill('Nobody knows yet.');
    await shown.keyboard.press('Escape');
    await shown.getByText('What you typed is kept').waitFor();
    await add.click();
    await notice.waitFor();
    expect(await title.inputValue()).toBe('The Sixth Man');
    expect(await shown.getByLabel('What it is about').inputValue()).toBe('Nobody knows yet.');
    await expectAccessible(shown);
    await shown.getByRole('button', { name: 'Start anew' }).click();
    expect(await title.inputValue()).toBe('');
    await shown.keyboard.press('Escape');
    await add.click();
    expect([await title.inputValue(), await notice.isVisible()]).toEqual(['', false]);
    await title.fill('Of grace alone');
    await shown.keyboard.press('Escape');
    await shown.getByRole('button', { name: 'Sign out' }).click();
    await shown.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await shown.getByLabel('Username or e-mail').inputValue()).toBe('');
    await signIn(shown, 'grace');
    await add.click();
    expect(await title.inputValue()).toBe(''); // whoever comes next sees nothing of it
  });

  test('a comment or reply that is being written survives all that is drawn meanwhile', async () => {
    const writer = await someUser(t.api);
    const movie = await someMovie(t.api, writer, { title: 'Drafts' });
    for (const text of ['One.', 'Two.']) await someComment(t.api, writer, movie.id, { text });
    const shown = await open(`/?movie=${movie.id}`, {}, /status of 401/);
    await shown.getByRole('button', { name: 'Sign in to comment' }).click();
    await signIn(shown, 'grace');
    const comment = shown.getByLabel('Your comment');
    const reply = shown.getByLabel('Your reply');
    await comment.fill('A comment.');
    const buttons = shown.getByRole('button', { name: 'Reply', exact: true });
    await buttons.first().click();
    await reply.fill('A reply.');
    await shown.locator('[data-reply]').last().click(); // another one: the first is put away
    expect(await reply.inputValue()).toBe('');
    await shown.locator('[data-reply]').first().click();
    expect(await reply.inputValue()).toBe('A reply.');

    const { body } = await t.api.post('/login/', { username: 'grace', password: PASSWORD });
    await t.api.post('/logout/all/', undefined, body);
    await shown.getByRole('link', { name: 'Movie API' }).click();
    await shown.getByText('Your session has ended.').waitFor();
    await shown.getByRole('link', { name: 'Drafts' }).click();
    await shown.getByRole('button', { name: 'Sign in to comment' }).click();
    await signIn(shown, 'grace');
    expect(await comment.inputValue()).toBe('A comment.');
    expect(await reply.inputValue()).toBe('A reply.');
    await shown.getByRole('button', { name: 'Post' }).click();
    await shown.getByRole('heading', { name: '3 comments' }).waitFor();
    expect(await comment.inputValue()).toBe('');
    expect(await reply.inputValue()).toBe('A reply.');
  });

  test('a reply is shown where it stands, also beyond the hundredth', async () => {
    const writer = await someUser(t.api);
    const movie = await someMovie(t.api, writer, { title: 'A long thread' });
    const { id } = await someComment(t.api, writer, movie.id, { text: 'Count.' });
    for (let n = 1; n <= 100; n += 1)
      await someComment(t.api, writer, movie.id, { text: `No. ${n}.`, parent_id: id });
    const shown = await open(`/?movie=${movie.id}`, {}, /status of 404/);
    await shown.getByRole('button', { name: 'Sign in to comment' }).click();
    await signIn(shown, 'grace');
    await shown.getByRole('button', { name: 'Reply' }).click();
    await shown.getByLabel('Your reply').fill('No. 101.');
    await shown.getByRole('button', { name: 'Reply', exact: true }).last().click();
    await shown.getByText('No. 101.').waitFor();
    await shown.getByRole('link', { name: 'Previous' }).click();
    await shown.getByText('No. 1.', { exact: true }).waitFor();
    await shown.getByRole('link', { name: 'Next' }).click();
    await shown.getByText('No. 101.').waitFor();
    await shown.getByRole('list', { name: 'Replies' }).getByRole('button').press('Enter');
    await shown.getByRole('button', { name: 'Delete for good?' }).press('Enter');
    await shown.getByRole('link', { name: '100 replies' }).click(); // the page of the last has gone
    await shown.getByText('No. 100.').waitFor();
  });

  test.each([320, 360])('is compact at %i px, and nothing is cut off', async (width) => {
    const username = `w${'W'.repeat(27)}${width % 100}`;
    const writer = await someUser(t.api, { username });
    await someMovie(t.api, writer, { title: `Lengthy ${'and longer '.repeat(8)}`, year: 1931 });
    const shown = await open('/', { viewport: { width, height: 640 } });
    const top = async (selector: string): Promise<number> =>
      (await shown.locator(selector).first().boundingBox())!.y;
    expect(await top('.card')).toBeLessThan(320);
    await shown.getByRole('button', { name: 'Sign in' }).click();
    await signIn(shown, username);
    await shown.locator('#quiet-status').getByText('All films').waitFor({ state: 'attached' });
    expect(await top('.card')).toBeLessThan(320);
    expect(await cutOff(shown)).toEqual([]);
    await shown.getByRole('combobox', { name: 'Title' }).pressSequentially('lengthy');
    const year = shown.getByRole('option').first().getByText('1931');
    await year.waitFor();
    expect(await linesOf(year)).toBe(1);
    await shown.keyboard.press('Escape');
    // Text of twice the size.
    await shown.evaluate("document.documentElement.style.fontSize = '200%'");
    for (const path of ['/', `/?movie=${film.id}`]) {
      if (path !== '/') await shown.getByRole('link', { name: 'The Third Man' }).press('Enter');
      expect(await cutOff(shown)).toEqual([]);
    }
  });

  test('a hundred names leave the button where one sees it', async () => {
    const cast = Array.from({ length: 100 }, (_, n) => `Player ${n + 1}`);
    const crowd = await someMovie(t.api, await someUser(t.api), { title: 'The Crowd', cast });
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 360, height: 640 },
    ]) {
      const shown = await open(`/?movie=${crowd.id}`, { viewport });
      const like = (await shown.getByRole('button', { name: 'Like' }).boundingBox())!;
      expect(like.y + like.height).toBeLessThanOrEqual(viewport.height);
      await shown.getByText('Player 8', { exact: true }).waitFor();
      expect(await shown.getByText('Player 100', { exact: true }).isVisible()).toBe(false);
      await shown.getByText('and 92 more').press('Enter');
      await shown.getByText('Player 100', { exact: true }).waitFor();
      await expectAccessible(shown);
    }
  });

  test('the pages of errors, of the password and of mails look like it', async () => {
    const lookOf = async (shown: Page): Promise<unknown[]> => {
      const looks = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await shown.emulateMedia({ colorScheme });
        looks.push(await shown.evaluate(LOOK));
      }
      await shown.emulateMedia({ colorScheme: 'light' });
      return looks;
    };
    const expected = await lookOf(await open(`/?movie=${film.id}`));
    const shown = await open('/', { viewport: { width: 320, height: 800 } });
    for (const path of ['/problems/', '/problems/too-many-requests/', '/password/reset/']) {
      await shown.goto(t.api.origin + path);
      expect(await lookOf(shown)).toEqual(expected);
      await expectAccessible(shown);
      expect(await cutOff(shown)).toEqual([]);
    }
    const letters = [
      ['movie-created', movieCreatedLetter('a@example.org', 'W'.repeat(255), `${t.api.origin}/`)],
      ['password-changed', passwordChangedLetter({ email: 'a@example.org', username: 'ada' })],
    ] as const;
    for (const [kind, { context }] of letters) {
      await shown.goto('about:blank');
      await shown.setContent((await new MailTemplates().render(kind, context)).html);
      const [light, dark] = (await lookOf(shown)) as Record<string, string>[];
      const [lightPage, darkPage] = expected as Record<string, string>[];
      expect([light!['ground'], light!['ink']]).toEqual([lightPage!['ground'], lightPage!['ink']]);
      expect([dark!['ground'], dark!['ink']]).toEqual([darkPage!['ground'], darkPage!['ink']]);
      await expectAccessible(shown);
      expect(await cutOff(shown)).toEqual([]);
    }
  });
});
