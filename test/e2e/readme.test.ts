import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { someCheckout, type Checkout } from '../support/documents/checkout.js';
import { Reader } from '../support/documents/follow.js';

let checkout: Checkout;
let reader: Reader;
beforeAll(() => {
  checkout = someCheckout();
});
beforeEach(() => {
  reader = new Reader(checkout.path);
});
afterEach(async () => {
  await reader.end();
  rmSync(join(checkout.path, 'data'), { recursive: true, force: true });
});
afterAll(() => checkout.remove());

test('the README leads from a clone to a program of your own', async () => {
  expect(await reader.follow('README.md')).toEqual([
    'npm ci && npm test: these are the tests',
    'npm run demo: test/e2e/demo.test.ts plays it',
  ]);
});

test('the documents for a longer look do as they say', async () => {
  expect(await reader.follow('docs/mail.md', '## See one in a minute')).toEqual([]);
  expect(await reader.follow('docs/getting-started.md')).toEqual([]);
});
