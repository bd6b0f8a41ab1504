import fc from 'fast-check';
import { hostile, hostileText, mixed, valid, type Schema } from './values.js';

export type Body = string | Uint8Array;

const NO_JSON: readonly Body[] = [
  '',
  ' ',
  '{',
  '{"title":',
  '{"title":"x",}',
  "{'title':'x'}",
  '{"title":"\\ud800"}',
  '{"title":"a\\u0000b"}',
  '{"title":1e999}',
  '{"__proto__":{"title":"x"}}',
  '{"constructor":{"prototype":{}}}',
  '{"title":"x","title":"y"}',
  '[1,2,3]',
  '"text"',
  'null',
  'true',
  '0',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `{"title":"${'x'.repeat(101 * 1024)}"}`,
  `{"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
  Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  Uint8Array.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  Uint8Array.from([0x1f, 0x8b, 0x08, 0x00, 0x00]),
  'a=1&b=2',
];

/** A body for an operation; without a schema it takes none. */
export function bodies(schema: Schema | undefined): fc.Arbitrary<Body | undefined> {
  const noJson = fc.constantFrom(...NO_JSON);
  if (schema === undefined) {
    return fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: noJson },
      { weight: 1, arbitrary: hostile.map((value) => JSON.stringify(value)) },
    );
  }
  const { properties = {}, required = [] } = schema;
  const members = (
    of: (schema: Schema) => fc.Arbitrary<unknown>,
  ): Record<string, fc.Arbitrary<unknown>> =>
    Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, of(member)]));
  const good = fc.record(members(valid), { requiredKeys: [...required] });
  const doubtful = fc.record(members(mixed), { requiredKeys: [] });
  const foreign = fc.tuple(good, hostileText, hostile);
  return fc.oneof(
    { weight: 5, arbitrary: good.map((value) => JSON.stringify(value)) },
    { weight: 5, arbitrary: doubtful.map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: foreign.map(([value, name, member]) =>
        JSON.stringify({ ...value, [name === '__proto__' ? 'x' : name]: member }),
      ),
    },
    { weight: 1, arbitrary: noJson },
    { weight: 1, arbitrary: hostile.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}
