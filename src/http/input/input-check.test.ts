import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { CreateMovieDto } from '../../movies/dto/movie.input.js';
import { fieldErrors } from './field-errors.js';
import { InputCheck } from './input-check.js';

const check = new InputCheck(CreateMovieDto);

/** As the API checks a body. */
function byClassValidator(input: object): { value: object; errors: object[] } {
  const value = plainToInstance(CreateMovieDto, input);
  const errors = validateSync(value, { whitelist: true, stopAtFirstError: true });
  return { value, errors: errors.flatMap((error) => fieldErrors(error)) };
}

const WELL_FORMED = fc
  .string({ unit: 'grapheme', maxLength: 300 })
  .filter((text) => !text.includes('\0'));
const TEXTS = fc.constantFrom(
  '',
  ' ',
  'x',
  ' x ',
  'e\u0301',
  'EN',
  'tt0068646',
  '2000-02-29',
  '2001-02-29',
  'https://a.example/é',
  'http:/x',
  'a|b',
  'x'.repeat(256),
  '🎬'.repeat(255),
  'x'.repeat(10_001),
);
const NUMBERS = fc.constantFrom(0, -1, 1.5, 1869, 1870, 1972, 2100, 2101, 1000, 1001, Number.NaN);
const VALUE = fc.oneof(
  WELL_FORMED,
  TEXTS,
  NUMBERS,
  fc.constantFrom(null, undefined, true, {}, []),
  fc.array(fc.oneof(TEXTS, WELL_FORMED, NUMBERS, fc.constant(null)), { maxLength: 12 }),
);

test('finds what the API finds, and cleans as the API does', () => {
  const names = [...check.fields.keys()];
  expect(names).toHaveLength(12);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), VALUE), (input) => {
      const { value, errors } = check.check(input);
      const expected = byClassValidator(input);
      const byField = (list: object[]): string[] =>
        list.map((error) => JSON.stringify(error)).sort();
      expect(byField(errors)).toEqual(byField(expected.errors));
      if (errors.length > 0) return;
      const kept = Object.entries(expected.value).filter(([, content]) => content !== undefined);
      expect(value).toEqual(Object.fromEntries(kept));
    }),
    { numRuns: 2000 },
  );
});

test('texts that the database cannot store are told with their element', () => {
  const { errors } = check.check({
    title: 'a\0',
    cast: ['x', '\uD800'],
    description: { deep: '\0' },
  });
  expect(errors).toEqual([
    { field: 'title', message: 'must not contain the character NUL' },
    { field: 'description.deep', message: 'must not contain the character NUL' },
    { field: 'cast.1', message: 'must not contain lone surrogates' },
  ]);
});
