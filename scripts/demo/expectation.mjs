import { isDeepStrictEqual } from 'node:util';

const LONGEST_VALUE = 300;

/**
 * What a value has to be: a value equal to it; for an object, at least these members; for a list,
 * exactly these elements, or {@link First}; a RegExp that a text matches; or a {@link Kind}.
 *
 * @typedef {unknown} Pattern
 */

/** Any value of a kind. */
export class Kind {
  /**
   * @param {string} name as the reader is told
   * @param {(value: unknown) => boolean} has
   */
  constructor(name, has) {
    this.name = name;
    this.has = has;
  }

  expectAt(where, got) {
    if (!this.has(got)) throw new DifferenceError(where, this, got);
  }
}

/** A list that begins with an element; on a server in use, others may follow. */
export class First {
  /** @param {Pattern} element */
  constructor(element) {
    this.element = element;
  }

  expectAt(where, got) {
    if (!Array.isArray(got)) throw new DifferenceError(where, [this.element], got);
    expectAs(`${where}[0]`, this.element, got[0]);
  }
}

export const someId = new Kind(
  'a positive integer',
  (value) => Number.isInteger(value) && value > 0,
);
export const someText = new Kind('a text', (value) => typeof value === 'string' && value !== '');
export const aTime = new Kind('a time in UTC', (value) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value)),
);
export const nothing = new Kind('nothing', (value) => value === undefined || value === null);

/** The server did not answer as told. */
export class DifferenceError extends Error {
  /**
   * @param {string} where
   * @param {Pattern} expected
   * @param {unknown} got
   */
  constructor(where, expected, got) {
    super(`${where}\n  expected  ${told(expected)}\n  got       ${told(got)}`);
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param {string} where the value's place, as in `body.user.id`
 * @param {Pattern} expected
 * @param {unknown} got
 * @throws {DifferenceError} at the first difference
 */
export function expectAs(where, expected, got) {
  if (expected instanceof Kind || expected instanceof First) {
    expected.expectAt(where, got);
  } else if (expected instanceof RegExp) {
    if (typeof got !== 'string' || !expected.test(got)) {
      throw new DifferenceError(where, expected, got);
    }
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(got)) throw new DifferenceError(where, expected, got);
    expectAs(`${where}.length`, expected.length, got.length);
    expected.forEach((element, index) => expectAs(`${where}[${index}]`, element, got[index]));
  } else if (isObject(expected)) {
    if (!isObject(got)) throw new DifferenceError(where, expected, got);
    for (const [name, member] of Object.entries(expected)) {
      expectAs(`${where}.${name}`, member, got[name]);
    }
  } else if (!isDeepStrictEqual(expected, got)) {
    throw new DifferenceError(where, expected, got);
  }
}

function told(value) {
  if (value === undefined) return 'nothing';
  if (value instanceof Kind || value instanceof RegExp) return named(value);
  const text = JSON.stringify(value, (_, member) => named(member)) ?? String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)} …` : text;
}

function named(value) {
  if (value instanceof Kind) return value.name;
  return value instanceof RegExp ? `a text like ${value}` : value;
}
