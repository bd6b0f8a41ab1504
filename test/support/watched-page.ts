import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page that notes what no page of ours may do. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on the console and in scripts, and requests to other hosts. */
  readonly complaints: string[];
  /** Chromium writes each answer of 400 and above to the console: one of this status is meant. */
  expectStatus(this: void, status: number): void;
}

export async function watchedPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  const meant: number[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const status = Number(/responded with a status of (\d+)/.exec(message.text())?.[1]);
    const place = meant.indexOf(status);
    if (place === -1) complaints.push(message.text());
    else meant.splice(place, 1);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin)
      complaints.push(`foreign: ${url.href}`);
  });
  return { page, complaints, expectStatus: (status) => void meant.push(status) };
}
