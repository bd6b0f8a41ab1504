import { hasTest, readPage, testsNamedIn } from '../support/named-tests.js';

const page = readPage('docs/guarantees.md');
const [promised = '', admitted = ''] = page.split(/^## Not tested$/m);

/** What is promised, one text each, with the tests that it names. */
const guarantees = promised
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => section.split(/^- /m).slice(1));

test('there are guarantees, and what is not tested is told', () => {
  expect(guarantees.length).toBeGreaterThan(50);
  expect(admitted.match(/^- /gm)!.length).toBeGreaterThan(0);
});

test.each(guarantees.map((text) => [text.split('\n', 1)[0]!.trim(), text] as const))(
  '%s',
  (_, text) => {
    const named = testsNamedIn(text);
    expect(named.length).toBeGreaterThan(0);
    expect(text.match(/`(?:test|src)\/[^`]+\.ts`/g)).toHaveLength(named.length);
    expect(named.filter(([file, name]) => !hasTest(file, name))).toEqual([]);
  },
);

test('a test that is not there would be missed', () => {
  const [[file]] = testsNamedIn(promised) as [[string, string]];
  expect(hasTest(file, 'nobody has written this')).toBe(false);
  expect(hasTest('test/movies/nowhere.test.ts', 'anything')).toBe(false);
  expect(hasTest('test/http/hostile.cases.ts', 'nowhere')).toBe(false);
});
