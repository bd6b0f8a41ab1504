import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { poster } from '../poster.js';
import type { Movie } from '../shapes.js';

const SAMPLE = join(import.meta.dirname, '..', '..', 'src', 'cli', 'sample', 'movies.ndjson');
const films = readFileSync(SAMPLE, 'utf8')
  .trim()
  .split('\n')
  .map((line, index) => Object.assign(JSON.parse(line) as Movie, { id: index + 1 }));

const lookOf = (movie: Movie): string => /class="([^"]*)"/.exec(poster(movie).text)![1]!;
const wordsOf = ({ title }: Movie): string[] => title.toLowerCase().match(/\p{L}{4,}/gu) ?? [];

test('no two films of the sample that share a word have the same poster', () => {
  const pairs = films.flatMap((one, index) =>
    films
      .slice(index + 1)
      .filter((other) => wordsOf(one).some((word) => wordsOf(other).includes(word)))
      .map((other) => [one, other] as const),
  );
  expect(pairs.length).toBeGreaterThan(50);
  const alike = pairs.filter(([one, other]) => lookOf(one) === lookOf(other));
  expect(alike.map((pair) => pair.map(({ title }) => title))).toEqual([]);
});

test('films of one title have posters of their own, the same each time', () => {
  const [film] = films;
  const remakes = Array.from({ length: 20 }, (_, id) => lookOf({ ...film!, id }));
  expect(new Set(remakes).size).toBeGreaterThan(15);
  expect(lookOf(film!)).toBe(lookOf({ ...film! }));
});
