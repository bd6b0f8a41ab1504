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

/** What is wider than the window, and the buttons and fields whose text is wider than they are. */
export const cutOff = (shown: Page): Promise<string[]> =>
  shown.evaluate(`[
    document.documentElement,
    ...document.querySelectorAll('button, a.button, .chip'),
  ]
    .filter((each) => each.scrollWidth > each.clientWidth && each.clientWidth > 0)
    .map((each) => each.outerHTML.slice(0, 80))`);

/** How many lines a text takes. */
export const linesOf = (element: Locator): Promise<number> =>
  element.evaluate((each) => {
    const range = (globalThis as any).document.createRange();
    range.selectNodeContents(each);
    const tops = [...range.getClientRects()].map(({ top }: any) => Math.round(top));
    return new Set(tops).size;
  });

/** What makes pages look alike. */
export const LOOK = `(() => {
  const [body, h1] = [document.body, document.querySelector('h1')].map((each) => getComputedStyle(each));
  const brand = document.querySelector('.brand');
  return {
    ground: body.backgroundColor,
    ink: body.color,
    font: body.fontFamily,
    headings: h1.fontFamily,
    brand: brand && getComputedStyle(brand).fontFamily,
    link: brand && getComputedStyle(brand).color,
  };
})()`;
