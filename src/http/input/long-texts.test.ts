import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fieldRulesOf, type FieldRule } from './checked.js';

const SOURCES = join(import.meta.dirname, '../..');

/** Every class of fields that there is, by its name. */
const classes = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:dto|input|query|parameters)\.ts$/.test(file))
  .flatMap((file) => Object.values(require(join(SOURCES, file)) as Record<string, unknown>))
  .filter((exported): exported is Function => typeof exported === 'function');

const fields = new Map<string, FieldRule>(
  classes.flatMap((type) =>
    fieldRulesOf(type).map((rule) => [`${type.name}.${rule.name}`, rule] as const),
  ),
);

const LENGTH = 100_000;
const long = (start: string, part: string, end: string): string =>
  start + part.repeat(LENGTH / part.length) + end;

/** What a field's own check could walk along again and again, and a sign that it does not expect. */
const TEXTS: Record<string, string> = {
  letters: long('', 'a', '\u0001'),
  'an address': long('https://', 'a', ' '),
  'slashes of an address': long('https://', '/', ' '),
  'percent signs': long('https://a/', '%41', '%'),
  labels: long('a@', 'a.', '!'),
  'at signs': long('', '@', '.'),
  digits: long('', '1', 'x'),
  'a date': long('2000-01-', '1', 'x'),
  'an IMDb id': long('tt', '1', 'x'),
  names: long('', 'a,', '|'),
  keys: long('-title', ',-title', '!'),
  blanks: long('', ' ', '\u0001'),
  'blanks within': long('a', ' ', 'a'),
  'signs that do not show': long('', '\u200B', 'a'),
  'marks in the wrong order': long('a', '\u0301\u0316', '!'),
  'marks, and marks that go before them': `a${'\u0301'.repeat(50_000)}${'\u0316'.repeat(50_000)}`,
  'letters in two parts': long('', 'e\u0301', '!'),
  'syllables in three parts': long('', '\u1112\u1161\u11AB', '!'),
  emoji: long('', '🎬', '!'),
};

const milliseconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

test('there are the fields of bodies and of queries', () => {
  expect([...fields.keys()]).toEqual(
    expect.arrayContaining(['CreateMovieDto.poster_url', 'RegisterDto.email', 'ListQuery.cursor']),
  );
  expect(fields.size).toBeGreaterThan(40);
});

test.each([...fields])('%s does not hang', (_, { clean, complaint }) => {
  for (const [name, text] of Object.entries(TEXTS)) {
    const time = milliseconds(() => {
      complaint(clean(text));
      complaint(clean(Array<string>(10).fill(text)));
    });
    // 20 s and more, where the time grew with the length's square
    expect({ name, isShort: time < 2000 }).toEqual({ name, isShort: true });
  }
});

test('a text that is too long reaches neither the form nor the check of its field', () => {
  const { clean, complaint } = fields.get('CreateMovieDto.poster_url')!;
  const address = `https://example.org/${'é'.repeat(2048)}`;
  expect(clean(address)).toBe(address);
  expect(complaint(address)).toBe('must have at most 2048 characters');
});

test('a text is measured in the form that it is stored in', () => {
  const { clean, complaint } = fields.get('CreateMovieDto.description')!;
  for (const part of ['e\u0301', '\u1112\u1161\u11AB', '\u03B1\u0313\u0300\u0345', '🎬']) {
    const kept = clean(`  ${part.repeat(10_000)}  `);
    expect(kept).toBe(part.normalize('NFC').repeat(10_000));
    expect(complaint(kept)).toBeUndefined();
    expect(complaint(clean(part.repeat(10_001)))).toBe('must have at most 10000 characters');
  }
});
