import 'reflect-metadata';
import { ValidationPipe, type ArgumentMetadata, type Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import fc from 'fast-check';
import { CreateCommentDto, UpdateCommentDto } from '../../comments/dto/comment.dto.js';
import { CreateMovieDto, UpdateMovieDto } from '../../movies/dto/movie.input.js';
import { MovieGenreQuery, MovieListQuery } from '../../movies/dto/movie.query.js';
import { RegisterDto } from '../../auth/dto/credentials.dto.js';
import { InputPipe } from './validation.pipe.js';

const SOME = fc.oneof(
  fc.constantFrom(
    '1',
    '0',
    '20',
    '2000',
    'Drama',
    ' x ',
    '',
    'a|b',
    '-title',
    'title,year',
    'tt0068646',
  ),
  fc.constantFrom(
    'de',
    'someone',
    'a@example.org',
    'a password nobody guesses',
    '2000-02-29',
    '5,6,5',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const VALUE = fc.oneof(
  { weight: 8, arbitrary: SOME },
  fc.constantFrom(null, true, 5, 1972, {}),
  fc.array(SOME, { maxLength: 3 }),
);

/** What is answered, or what is complained of. */
const outcome = async (work: () => unknown): Promise<unknown> => {
  try {
    const value = (await work()) as object;
    return { of: value.constructor, kept: JSON.parse(JSON.stringify(value)) as unknown };
  } catch (error) {
    const { errors, detail } = error as { errors?: { field: string }[]; detail: string };
    return { errors, detail };
  }
};

test.each<[ArgumentMetadata['type'], Type<object>, object]>([
  ['query', MovieListQuery, {}],
  ['query', MovieGenreQuery, { genre: 'Drama' }],
  ['body', CreateMovieDto, { title: 'One' }],
  ['body', UpdateMovieDto, {}], // made of CreateMovieDto
  ['body', CreateCommentDto, { text: 'Seen it.' }],
  ['body', UpdateCommentDto, { text: 'Seen it.' }], // made of CreateCommentDto
  ['body', RegisterDto, { username: 'someone', email: 'a@example.org', password: 'not guessed' }],
])('a %s is checked as class-validator does: %p', async (type, metatype, needed) => {
  const metadata: ArgumentMetadata = { type, metatype, data: undefined };
  const whole = new ValidationPipe({ transform: true, whitelist: true, stopAtFirstError: true });
  const names = getMetadataStorage()
    .getTargetValidationMetadatas(metatype, '', false, false)
    .map(({ propertyName }) => propertyName);
  let good = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...names), VALUE, { maxKeys: 4 }),
      fc.constantFrom(needed, {}),
      async (changes, base) => {
        const input = { ...base, ...changes };
        const pipe = new InputPipe();
        const [quick, thorough] = await Promise.all([
          outcome(() => pipe.transform(structuredClone(input), metadata)),
          outcome(() => whole.transform(structuredClone(input), metadata)),
        ]);
        if ('of' in (quick as object)) {
          good += 1;
          expect(quick).toEqual(thorough);
        } else {
          expect(thorough).not.toHaveProperty('of');
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(good).toBeGreaterThan(0);
});

test('names that the class does not have are refused', async () => {
  const metadata: ArgumentMetadata = { type: 'query', metatype: MovieListQuery, data: undefined };
  for (const name of ['pgae', 'constructor', '__proto__', 'toString', 'prototype']) {
    const input = JSON.parse(`{"${name}":"1"}`) as unknown;
    await expect(new InputPipe().transform(input, metadata)).rejects.toMatchObject({ status: 400 });
  }
});
