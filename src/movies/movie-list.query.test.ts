import { parseGenres } from './movie-filter.js';
import { movieListStatement } from './movie-list.query.js';

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `genre ${index}`);

const slices = [
  { kind: 'page', page: 2, limit: 20, offset: 20 },
  { kind: 'cursor', limit: 20, position: undefined },
] as const;

/** A statement, but for the numbers of its placeholders. */
const text = (genre: string, ordering: string, slice: (typeof slices)[number]): string =>
  movieListStatement({ genre }, [ordering], slice, { viewer: undefined, origin: '' }).text.replace(
    /\$\d+/g,
    '$',
  );

describe.each(slices)('by $kind', (slice) => {
  test.each(['-created_at', 'title', '-like_count'])(
    'a statement ordered by %s does not grow with the genres that are asked for',
    (ordering) => {
      expect(text(names(400).join(','), ordering, slice)).toBe(
        text(names(2).join(','), ordering, slice),
      );
      expect(text(names(400).join('|'), ordering, slice)).toBe(
        text(names(20).join('|'), ordering, slice),
      );
    },
  );
});

test('a genre that is named twice counts once', () => {
  expect(parseGenres('Drama,drama, DRAMA')).toMatchObject({ names: ['drama'], match: 'all' });
  expect(parseGenres('a|b|A')).toMatchObject({ names: ['a', 'b'], match: 'any' });
});
