import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATHS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Where Chromium is; `undefined`: not on this machine. Under CI that is a failure. */
function findChromium(): string | undefined {
  const found = PATHS.find((path) => {
    try {
      accessSync(path ?? '', constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined && process.env['CI'])
    throw new Error('CI needs Chromium: set CHROMIUM to its path');
  return found;
}

/**
 * For tests of a page: `describe`, which without Chromium skips them and says so.
 *
 * @param what as in `no Chromium for the Swagger page`
 */
export function browserTests(what: string): {
  chromium: string | undefined;
  inBrowser: jest.Describe;
} {
  const path = findChromium();
  if (path === undefined) process.stderr.write(`Skipped: no Chromium for ${what} (set CHROMIUM)\n`);
  return { chromium: path, inBrowser: path === undefined ? describe.skip : describe };
}

export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
