import 'reflect-metadata';
import type { ArgumentMetadata } from '@nestjs/common';
import { CreateMovieDto } from '../../movies/dto/movie.input.js';
import { MovieListQuery } from '../../movies/dto/movie.query.js';
import { checkInput, InputPipe } from './validation.pipe.js';

test('names that the class does not have are refused', () => {
  const metadata: ArgumentMetadata = { type: 'query', metatype: MovieListQuery, data: undefined };
  for (const name of ['pgae', 'constructor', '__proto__', 'toString', 'prototype']) {
    const input = JSON.parse(`{"${name}":"1"}`) as unknown;
    expect(() => new InputPipe().transform(input, metadata)).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  }
});

test('texts that the database cannot store are told with their element', () => {
  const input = { title: 'a\0', cast: ['x', '\uD800'], description: { deep: '\0' } };
  expect(checkInput(CreateMovieDto, input)).toMatchObject({
    errors: [
      { field: 'title', message: 'must not contain the character NUL' },
      { field: 'cast.1', message: 'must not contain lone surrogates' },
      { field: 'description.deep', message: 'must not contain the character NUL' },
    ],
  });
});

test.each<[keyof CreateMovieDto, unknown, string]>([
  ['title', null, 'must be a text'],
  ['title', ['a'], 'must be a text'],
  ['title', ' \u200B', 'must not be blank'],
  ['title', '🎬'.repeat(256), 'must have at most 255 characters'],
  // A variation selector is a code point, as for OpenAPI and PostgreSQL.
  ['title', 'a\uFE0F'.repeat(128), 'must have at most 255 characters'],
  ['year', '1972', 'must be an integer from 1870 to 2100'],
  ['year', 1.5, 'must be an integer from 1870 to 2100'],
  ['year', 'x'.repeat(20_000), 'is too long'],
  ['release_date', '2001-02-29', 'must be a date such as 1999-03-31, of the years 1870 to 2100'],
  ['release_date', '1869-12-31', 'must be a date such as 1999-03-31, of the years 1870 to 2100'],
  ['release_date', 'x'.repeat(256), 'is too long'],
  ['language', 'xx', 'must be an ISO 639-1 code such as en'],
  ['cast', 'Ann', 'must be a list of texts'],
  ['genres', Array(11).fill(1), 'must have at most 10 elements'],
  ['imdb_id', 'tt1', 'must be tt and 7 to 10 digits'],
  ['poster_url', 'http:/x', 'must be an http or https address'],
])('of %s, %j, one complaint: %s', (field, value, message) => {
  expect(checkInput(CreateMovieDto, { title: 'One', [field]: value })).toEqual({
    errors: [{ field, message }],
  });
});

test.each<[keyof CreateMovieDto, unknown, unknown]>([
  ['title', ' e\u0301 ', '\u00E9'],
  ['director', ' ', null],
  ['language', ' EN ', 'en'],
  ['release_date', '2000-02-29', '2000-02-29'],
  ['cast', [' Ann '], ['Ann']],
  ['genres', null, []],
  ['poster_url', 'https://a.example/\u00E9', 'https://a.example/%C3%A9'],
])('%s, %j, is kept as %j', (field, value, kept) => {
  expect(checkInput(CreateMovieDto, { title: 'One', [field]: value })).toMatchObject({
    value: { [field]: kept },
  });
});

test.each([
  ['year', ['1', '2'], 'must be given once'],
  ['creator', ['1', '2'], 'must be given once'],
  ['ids', ['1', '2'], 'must be given once'],
  ['ids', '1,x', 'must be ids, positive integers separated by commas'],
  ['ordering', ['year', 'title'], 'must be given once'],
  ['ordering', 'year,-year', 'must name each key once'],
  ['cursor', ['a', 'b'], 'must be given once'],
  ['page', '0', 'must be an integer from 1'],
])('of the parameter %s, %j, one complaint: %s', (field, value, message) => {
  expect(checkInput(MovieListQuery, { [field]: value }, 'parameter')).toEqual({
    errors: [{ field, message }],
  });
});
