import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { PASSWORD } from './factories.js';

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** By the rules of axe, in light and in dark. */
export async function expectAccessible(shown: Page): Promise<void> {
  await shown.evaluate(AXE);
  const light = await shown.evaluate<any>('axe.run(document)');
  await shown.emulateMedia({ colorScheme: 'dark' });
  const dark = await shown.evaluate<any>("axe.run(document, { runOnly: ['color-contrast'] })");
  await shown.emulateMedia({ colorScheme: 'light' });
  expect(dark.passes).toHaveLength(1); // it has found letters to look at
  const found = [...light.violations, ...dark.violations].map(
    ({ id, nodes }: any) => `${id}: ${nodes.map(({ html }: any) => html).join()}`,
  );
  expect(found).toEqual([]);
}

export const heading = (shown: Page, name: string | RegExp): Promise<void> =>
  shown.getByRole('heading', { level: 1, name }).waitFor();

/** The text of what has the focus. */
export const focused = (shown: Page): Promise<string> =>
  shown.evaluate('document.activeElement.textContent.trim()');

export async function signIn(shown: Page, username: string, password = PASSWORD): Promise<void> {
  await shown.getByLabel('Username or e-mail').fill(username);
  await shown.getByLabel('Password').fill(password);
  await shown.keyboard.press('Enter');
}

/** Requests of a path wait until the function is called that comes back. */
export async function held(shown: Page, path: string): Promise<() => void> {
  let release!: () => void;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await shown.route(path, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** What a page loads, in compressed bytes. */
export async function loadedBy(
  shown: Page,
  url: string,
): Promise<{ url: string; bytes: number }[]> {
  const reading: Promise<{ url: string; bytes: number }>[] = [];
  shown.on('requestfinished', (request) => {
    const sizes = request.sizes();
    reading.push(sizes.then((all) => ({ url: request.url(), bytes: all.responseBodySize })));
  });
  await shown.goto(url, { waitUntil: 'networkidle' });
  return Promise.all(reading);
}

/** The colour that one sees behind it. */
export const groundOf = (element: Locator): Promise<string> =>
  element.evaluate((each) => (globalThis as any).getComputedStyle(each).backgroundColor as string);
