import type { FastifyRequest } from 'fastify';
import type { Problem } from '../problems/problem.js';
import {
  ifMatch,
  ifNoneMatch,
  isKnownTo,
  parseTagCondition,
  tagOf,
} from './conditional.response.js';

const strong = (opaque: string) => ({ opaque, weak: false });
const weak = (opaque: string) => ({ opaque, weak: true });

test.each([
  ['*', '*'],
  [' \t* ', '*'],
  ['"a"', [strong('a')]],
  ['""', [strong('')]],
  ['W/"a"', [weak('a')]],
  ['"a", W/"b","c"', [strong('a'), weak('b'), strong('c')]],
  ['\t"a"\t,\t"b"\t', [strong('a'), strong('b')]],
  // RFC 9110, 5.6.1: a recipient passes over empty elements.
  [',"a",, ,\t"b", ,', [strong('a'), strong('b')]],
  ['"a,b", "W/"', [strong('a,b'), strong('W/')]],
  ['"*"', [strong('*')]],
  // A backslash escapes nothing in an entity tag (8.8.3).
  [String.raw`"a\"`, [strong('a\\')]],
  ['"!#~\u0080\u00FF"', [strong('!#~\u0080\u00FF')]],
])('%j is read', (value, expected) => {
  expect(parseTagCondition(value)).toEqual(expected);
});

test.each([
  ['nothing', ['', ' ', ',', ' , ,']],
  ['quotes that lack', ['a', '"a', 'a"', '"', 'W/', 'W/a', "'a'", '“a”', '"a", b']],
  ['more than commas between', ['"a""b"', '"a" "b"', '"a"b', '"a";q=1']],
  ['a mark that is none', ['w/"a"', 'W"a"', 'W /"a"', 'W/ "a"', 'W/W/"a"']],
  ['* among others', ['**', '*,', ',*', 'W/*', '*, "a"', '"a", *']],
  ['signs that no tag holds', ['"a b"', '"a\tb"', '"a\u007F"', '"a\u0000"', '"\u0100"']],
])('%s: unreadable', (_, values) => {
  for (const value of values) expect([value, parseTagCondition(value)]).toEqual([value, undefined]);
});

test('If-Match that cannot be read is 400, If-None-Match matches nothing', () => {
  const request = { headers: { 'if-match': 'a', 'if-none-match': 'a' } } as FastifyRequest;
  const problem = { status: 400, detail: expect.stringMatching(/^If-Match /) as string };
  expect(() => ifMatch(request)).toThrow(expect.objectContaining(problem) as Problem);
  expect(isKnownTo(ifNoneMatch(request), 'a')).toBe(false);
});

// What would keep a parser busy that goes back over what it has read.
test.each([
  ['commas', ','.repeat(16_000)],
  ['blanks', ' '.repeat(16_000)],
  ['blanks and commas', ' ,\t'.repeat(5000)],
  ['blanks before a tag that does not end', `${' '.repeat(16_000)}"a`],
  ['many tags and then none', `${'"a", '.repeat(3000)}x`],
  ['quotes', '"'.repeat(15_999)],
])('%s, as many as a header holds, are unreadable too', (_, value) => {
  expect(parseTagCondition(value)).toBeUndefined();
});

test('If-None-Match compares weakly: the mark makes no difference, all else does', () => {
  const known = (value: string, tag: string): boolean => isKnownTo(parseTagCondition(value), tag);
  expect(known('"a"', 'a')).toBe(true);
  expect(known('W/"a"', 'a')).toBe(true);
  expect(known('"x", W/"a"', 'a')).toBe(true);
  expect(known('*', 'a')).toBe(true);
  expect(known('"a"', 'A')).toBe(false);
  expect(known('"*"', 'a')).toBe(false);
  expect(known('"ab"', 'a')).toBe(false);
  expect(isKnownTo(undefined, 'a')).toBe(false);
});

test('the tag of a text is one that can stand between quotes, and another for another text', () => {
  const texts = ['', '{}', '{} ', 'Amélie', '"', '\uD800'];
  const tags = texts.map(tagOf);
  for (const tag of tags) {
    expect(parseTagCondition(`"${tag}"`)).toEqual([strong(tag)]);
  }
  expect(new Set(tags).size).toBe(texts.length);
  expect(texts.map(tagOf)).toEqual(tags);
});
