import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import * as client from 'movie-api-client';
import { startCuttingProxy, type CuttingProxy } from '../client/cutting-proxy.js';
import { travel } from '../client/journey.js';
import { browserTests, launch } from '../support/browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const { chromium, inBrowser } = browserTests('the client');

let t: TestApp;
let proxy: CuttingProxy;
beforeAll(async () => {
  t = await startTestApp();
  proxy = await startCuttingProxy(t.api.origin);
});
afterAll(async () => {
  await proxy.close();
  await t.close();
});

const EXPECTED: Awaited<ReturnType<typeof travel>> = {
  cutSignUp: 'ConnectionError',
  signUpAgain: '409 conflict',
  count: 1,
  like_count: 1,
  comment: [true, 'In space no one can hear you scream.'],
  found: ['Alien'],
  pages: [2, 2, 1],
  titles: ['Alien', 'Aliens', 'Contact', 'Solaris', 'Stalker'],
  numbered: [5, 5],
  inOrder: [false, true],
  counted: [1, 1, true],
  years: [1979, 1980],
  conflict: '412 precondition-failed',
  language: 'en',
  signedOut: '401 unauthorized',
  revoked: '401 unauthorized',
  token: 'gone',
  tokens: ['kept', 'gone', 'gone'],
};

test('the journey in Node', async () => {
  const { origin: baseUrl, cutNext } = proxy;
  const came = await travel({ client, baseUrl, username: 'nina', cutNext });
  expect(came).toEqual(EXPECTED);
  expect(proxy.lost).toBe(3);
});

inBrowser('in Chromium', () => {
  test('the same journey, in a page of another origin', async () => {
    const site = await serve({
      '/': '<!doctype html><title>A page</title>',
      '/client.js': source('web/client.js'),
      '/journey.js': javaScript(source('test/client/journey.ts')),
    });
    const browser = await launch(chromium!);
    const before = proxy.lost;
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      await page.exposeFunction('cutNext', proxy.cutNext);
      await page.goto(site.origin);
      const came: unknown = await page.evaluate(
        // As text: the compiler of the tests would turn import() into require().
        `Promise.all([import('/client.js'), import('/journey.js')]).then(([client, { travel }]) =>
          travel({ client, baseUrl: '${proxy.origin}', username: 'clara', cutNext }))`,
      );
      expect(came).toEqual(EXPECTED);
      expect(complaints).toEqual([]);
      expect(proxy.lost - before).toBe(3);
    } finally {
      await browser.close();
      await site.close();
    }
  });
});

const source = (path: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8');

const javaScript = (typeScript: string): string =>
  transformSync(typeScript, {
    swcrc: false,
    configFile: false,
    filename: 'journey.ts',
    module: { type: 'es6' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  }).code;

/** A site of those files. */
async function serve(files: Record<string, string>) {
  const server = createServer(({ url = '' }, response) => {
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html';
    const text = files[url];
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': type }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
