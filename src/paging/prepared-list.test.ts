import type { ListSource } from './list.source.js';
import { preparedList } from './prepared-list.js';
import { REACH } from './slice.js';
import type { Values } from '../database/run/statement.js';

const source =
  (added: unknown) =>
  (values: Values): ListSource => ({
    id: 'id',
    from: 'things',
    where: [`kind = ${values.add(added)}`],
    keys: [{ sql: 'id', type: 'bigint', descending: true }],
    count: 'SELECT 1',
    json: 'name',
    joins: 'JOIN things USING (id)',
  });

const page = (number: number, limit = 20) =>
  ({ kind: 'page', page: number, limit, offset: (number - 1) * limit }) as const;

test('pages of one shape share a statement, and each has its own values', () => {
  const write = jest.fn(source('a'));
  const first = preparedList('shared', ['a'], page(2), write);
  const other = preparedList('shared', ['b'], page(7), source('b'));
  expect(other).toEqual({ ...first, values: ['b', 20, 120] });
  preparedList('shared', ['a'], page(3, 50), write);
  expect(write).toHaveBeenCalledTimes(1);
});

test('the first page, further ones, the last that a number reaches and cursors have texts of their own', () => {
  const slices = [
    page(1),
    page(2),
    page(REACH / 20),
    { kind: 'cursor', limit: 20, position: undefined } as const,
  ];
  const names = slices.map((slice) => preparedList('several', ['a'], slice, source('a')).name);
  expect(new Set(names).size).toBe(slices.length);
});

test('values that are not those of the placeholders are refused', () => {
  expect(() => preparedList('wrong', ['b'], page(1), source('a'))).toThrow(/placeholders/);
});
