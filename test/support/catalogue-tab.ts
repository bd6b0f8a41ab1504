import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
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
