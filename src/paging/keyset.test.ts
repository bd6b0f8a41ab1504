import { beyond, orderBy, type SortKey } from './keyset.js';
import { Values } from '../database/run/statement.js';

const COLUMNS = [
  { sql: 'title', type: 'text' },
  { sql: 'likes', type: 'integer' },
  { sql: 'year', type: 'smallint', nullable: true },
  { sql: 'id', type: 'bigint' },
];

/** Keys as a client writes them. */
const keys = (names: string): SortKey[] =>
  names.split(',').map((name) => {
    const { sql, type, nullable } = COLUMNS.find((column) => column.sql === name.replace('-', ''))!;
    return { sql, type, nullable, descending: name.startsWith('-') };
  });

test.each([
  ['title,id', 'title ASC, id ASC', 'title DESC, id DESC'],
  ['-likes,id', 'likes DESC, id ASC', 'likes ASC, id DESC'],
  // Absent values come last: PostgreSQL has to be told so only on the way down.
  ['year,id', 'year ASC, id ASC', 'year DESC, id DESC'],
  ['-year,id', 'year DESC NULLS LAST, id ASC', 'year ASC NULLS FIRST, id DESC'],
])('the order %s, and turned around', (names, forward, backward) => {
  expect([orderBy(keys(names)), orderBy(keys(names), true)]).toEqual([forward, backward]);
});

/** From the row there towards the end or the beginning, with that row or without. */
const WAYS = {
  after: { backward: false, inclusive: false },
  from: { backward: false, inclusive: true },
  before: { backward: true, inclusive: false },
  'up to': { backward: true, inclusive: true },
};

test.each<[keyof typeof WAYS, string, (string | null)[], string[]]>([
  // One comparison of rows where all keys run in one direction and are never absent.
  ['after', 'title,id', ['a', '1'], ['(title, id) > (a, 1)']],
  ['from', 'title,id', ['a', '1'], ['(title, id) >= (a, 1)']],
  ['before', 'title,id', ['a', '1'], ['(title, id) < (a, 1)']],
  ['up to', 'title,id', ['a', '1'], ['(title, id) <= (a, 1)']],
  ['after', '-likes,-id', ['9', '1'], ['(likes, id) < (9, 1)']],
  ['up to', '-likes,-id', ['9', '1'], ['(likes, id) >= (9, 1)']],
  ['from', '-id', ['1'], ['(id) <= (1)']],
  // Else one range behind the other, the nearest first.
  ['after', '-likes,id', ['9', '1'], ['likes = 9 AND id > 1', 'likes < 9']],
  ['up to', '-likes,id', ['9', '1'], ['likes = 9 AND id <= 1', 'likes > 9']],
  // Absent values lie behind all others, and before none.
  ['after', 'year,id', ['7', '1'], ['year = 7 AND id > 1', 'year > 7', 'year IS NULL']],
  ['from', '-year,-id', ['7', '1'], ['year = 7 AND id <= 1', 'year < 7', 'year IS NULL']],
  ['before', 'year,id', ['7', '1'], ['year = 7 AND id < 1', 'year < 7']],
  ['before', '-year,-id', ['7', '1'], ['year = 7 AND id > 1', 'year > 7']],
  ['after', 'year,id', [null, '1'], ['year IS NULL AND id > 1']],
  ['before', '-year,-id', [null, '1'], ['year IS NULL AND id > 1', 'year IS NOT NULL']],
  [
    'up to',
    '-year,title,-id',
    [null, 'a', '1'],
    ['year IS NULL AND title = a AND id >= 1', 'year IS NULL AND title < a', 'year IS NOT NULL'],
  ],
  [
    'after',
    'likes,-year,title,id',
    ['9', '7', 'a', '1'],
    [
      'likes = 9 AND year = 7 AND title = a AND id > 1',
      'likes = 9 AND year = 7 AND title > a',
      'likes = 9 AND year < 7',
      'likes = 9 AND year IS NULL',
      'likes > 9',
    ],
  ],
])('%s, by %s', (way, names, at, ranges) => {
  const values = new Values();
  const texts = beyond(keys(names), { values: at, ...WAYS[way] }, values);
  const readable = (text: string): string =>
    text.replaceAll(/\$(\d+)::\w+/g, (_, number: string) =>
      String(values.list[Number(number) - 1]),
    );
  expect(texts.map(readable)).toEqual(ranges);
});

test('values go beside the text, each as what its key is', () => {
  const values = new Values();
  const evil = "a'; DROP TABLE movies; --";
  const at = { values: ['7', evil, '1'], ...WAYS.after };
  expect(beyond(keys('year,title,id'), at, values).at(0)).toBe(
    'year = $1::smallint AND title = $2::text AND id > $3::bigint',
  );
  expect(values.list).toEqual(['7', evil, '1']);
});
