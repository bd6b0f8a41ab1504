import { prepared, type PreparedStatement, type Query, Values } from '../database/run/statement.js';
import type { ListSource } from './list.source.js';
import { listStatement } from './list.statement.js';
import { isLastInReach, isNear, type PageSlice, type Slice } from './slice.js';

/** The statements of pages by their shapes. */
const written = new Map<string, PreparedStatement>();

/**
 * The statement of a list that is one of few. That of a page is put together once for each shape: to
 * do that for every request takes as long as all the rest that the process does for a short answer.
 *
 * @param name tells all texts apart that `source` may come to
 * @param given what `source` adds to the values, in its order
 * @throws {Error} where `source` adds something else
 */
export function preparedList(
  name: string,
  given: readonly unknown[],
  slice: Slice,
  source: (values: Values) => ListSource,
): Query {
  if (slice.kind === 'cursor') return write(source, slice);
  const values = [...given, slice.limit, ...(slice.offset === 0 ? [] : [slice.offset])];
  const shape = shapeOf(name, slice);
  const statement = written.get(shape);
  if (statement !== undefined) return { ...statement, quick: isNear(slice), values };
  const query = write(source, slice);
  if (
    query.values.length !== values.length ||
    query.values.some((value, at) => value !== values[at])
  ) {
    throw new Error(`The values of "${shape}" are not those of its placeholders`);
  }
  written.set(shape, prepared(query.text, { reads: true }));
  return query;
}

/** What the text of a page depends on beside its list. */
function shapeOf(name: string, slice: PageSlice): string {
  const place = slice.offset === 0 ? 'first' : isLastInReach(slice) ? 'last' : 'further';
  return `${name}, ${place}`;
}

function write(source: (values: Values) => ListSource, slice: Slice): Query {
  const values = new Values();
  const text = listStatement(source(values), slice, values);
  return { ...prepared(text, { reads: true, quick: isNear(slice) }), values: values.list };
}
