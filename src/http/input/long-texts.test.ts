import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { CreateMovieDto } from '../../movies/dto/movie.input.js';
import { Field, Satisfies } from './field.js';
import { checkInput, fieldNamesOf } from './validation.pipe.js';

const SOURCES = join(import.meta.dirname, '../..');

/** Every class of fields that there is, by its name. */
const classes = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(?:dto|input|query|parameters)\.ts$/.test(file))
  .flatMap((file) => Object.values(require(join(SOURCES, file)) as Record<string, unknown>))
  .filter((exported): exported is Type<object> => typeof exported === 'function');

const fields = classes.flatMap((type) =>
  fieldNamesOf(type).map((name) => [`${type.name}.${name}`, type, name] as const),
);

/** What is said of one field, or its cleaned value. */
function outcome<T extends object>(type: Type<T>, name: keyof T & string, value: unknown): unknown {
  const checked = checkInput(type, { title: 'Needed', [name]: value });
  return 'errors' in checked ? checked.errors : checked.value[name];
}

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
  expect(fields.map(([path]) => path)).toEqual(
    expect.arrayContaining(['CreateMovieDto.poster_url', 'RegisterDto.email', 'ListQuery.cursor']),
  );
  expect(fields.length).toBeGreaterThan(40);
});

test.each(fields)('%s does not hang', (_, type, field) => {
  for (const [name, text] of Object.entries(TEXTS)) {
    const time = milliseconds(() => {
      checkInput(type, { [field]: text });
      checkInput(type, { [field]: Array<string>(10).fill(text) });
    });
    // 20 s and more, where the time grew with the length's square
    expect({ name, isShort: time < 2000 }).toEqual({ name, isShort: true });
  }
});

class Sample {
  @Field(
    { description: '' },
    { clean: neverRead, schema: { type: 'string', maxLength: 2048 } },
    Satisfies(neverRead, ''),
  )
  text!: string;
}

function neverRead(): never {
  throw new Error('has read it');
}

test('a text that is too long reaches neither the form nor the constraints of its field', () => {
  const checked = checkInput(Sample, { text: 'a'.repeat(2049) });
  const message = 'must have at most 2048 characters';
  expect(checked).toEqual({ errors: [{ field: 'text', message }] });
  expect(() => checkInput(Sample, { text: 'short' })).toThrow('has read it');
});

test('a text is measured in the form that it is stored in', () => {
  const field = 'description';
  for (const part of ['e\u0301', '\u1112\u1161\u11AB', '\u03B1\u0313\u0300\u0345', '🎬']) {
    const kept = outcome(CreateMovieDto, field, `  ${part.repeat(10_000)}  `);
    expect(kept).toBe(part.normalize('NFC').repeat(10_000));
    expect(outcome(CreateMovieDto, field, part.repeat(10_001))).toEqual([
      { field, message: 'must have at most 10000 characters' },
    ]);
  }
});
