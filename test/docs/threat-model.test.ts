import { hasTest, readPage, testsNamedIn } from '../support/named-tests.js';

const page = readPage('docs/threat-model.md');
const rows = page.split('\n').filter((line) => /^\| API\d/.test(line));

test('has each of the ten risks once', () => {
  const numbers = rows.map((row) => Number(/^\| API(\d+) /.exec(row)![1]));
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test.each(rows.map((row) => [/^\| (API\d+)/.exec(row)![1]!, row]))('%s names a test', (_, row) => {
  expect(testsNamedIn(row).length).toBeGreaterThan(0);
});

test.each(testsNamedIn(page))('%s has "%s"', (file, name) => {
  expect(hasTest(file, name)).toBe(true);
});
