import { Values } from '../database/run/statement.js';
import type { ListSource } from './list.source.js';
import { listQuery } from './list.statement.js';
import { REACH, type Slice } from './slice.js';

const source = (kind: string): ListSource => ({
  id: 'id',
  from: 'things',
  where: [`kind = ${kind}`],
  keys: [{ sql: 'id', type: 'bigint', descending: true }],
  count: 'SELECT 1',
  json: 'name',
  joins: 'JOIN things USING (id)',
});

const write = jest.fn(source);

function query(name: string, kind: string, slice: Slice): ReturnType<typeof listQuery> {
  const values = new Values();
  const placeholder = values.add(kind);
  return listQuery(name, values, slice, () => write(placeholder));
}

const page = (number: number, limit = 20) =>
  ({ kind: 'page', page: number, limit, offset: (number - 1) * limit }) as const;

test('pages of one shape share a statement, and each has its own values', () => {
  const first = query('shared', 'a', page(2));
  const other = query('shared', 'b', page(7));
  expect(first.values).toEqual(['a', 20, 20]);
  expect(other).toEqual({ ...first, values: ['b', 20, 120] });
  query('shared', 'a', page(3, 50));
  expect(write).toHaveBeenCalledTimes(1);
});

test('the first page, further ones, the last that a number reaches and cursors have texts of their own', () => {
  const slices = [
    page(1),
    page(2),
    page(REACH / 20),
    { kind: 'cursor', limit: 20, position: undefined } as const,
  ];
  const names = slices.map((slice) => query('several', 'a', slice).name);
  expect(new Set(names).size).toBe(slices.length);
});
