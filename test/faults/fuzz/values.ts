import fc from 'fast-check';

/** The part of a JSON schema that the OpenAPI document uses for what is sent. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

type Values = fc.Arbitrary<unknown>;

const LONGEST = 40;

/** Texts that have broken something somewhere. */
const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u0001\u001f\u007f',
  '\ud800',
  'x\udfff',
  '\ufeff',
  '\u202eabc',
  '\u200b',
  '😀'.repeat(64),
  'e\u0301'.repeat(64),
  'ﷺ'.repeat(40),
  'İıß',
  "'; DROP TABLE movies; --",
  "' OR 1=1 --",
  '%',
  '_',
  '\\',
  '\\u0000',
  '$1',
  '${x}',
  '{{x}}',
  '%s%n%d',
  ':* & | ! <-> ( )',
  '"',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '\r\nSet-Cookie: a=b',
  '__proto__',
  'constructor',
  'NaN',
  'null',
  'undefined',
  'true',
  '-1',
  '0',
  '00',
  '+1',
  '1e3',
  '1.0',
  '0x10',
  '٣',
  '2147483648',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999999999',
  '1,2,3',
  ',',
  '|',
  'a,|b',
  'x'.repeat(256),
  'x'.repeat(3000),
  '9999-12-31',
  '2023-02-29',
  '0000-00-00',
  'javascript:alert(1)',
  'http://',
];

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  1.5,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  1e21,
  1e308,
  -1e308,
  5e-324,
  1969.999,
];

const DEEP = JSON.parse(`${'['.repeat(200)}1${']'.repeat(200)}`) as unknown;

/** Any text, of the hostile ones most. */
export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: LONGEST }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: LONGEST }) },
);

export const hostile: Values = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null], { a: 1 }, DEEP),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

const typesOf = ({ type }: Schema): readonly string[] =>
  typeof type === 'string' ? [type] : (type ?? ['string']);

/** What the schema allows. */
export function valid(schema: Schema): Values {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  return fc.oneof(...typesOf(schema).map((type) => ofType(type, schema)));
}

function ofType(type: string, schema: Schema): Values {
  const { minimum = 1, maximum = 2 ** 31, items = {}, maxItems = 5 } = schema;
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31 - 1) });
    case 'array':
      return fc.array(valid(items), { maxLength: Math.min(maxItems, 5) });
    default:
      return text(schema);
  }
}

function text({ format, pattern, minLength = 0, maxLength = LONGEST }: Schema): Values {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === 'date')
    return fc
      .date({ min: new Date('1870-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  if (format === 'email')
    return fc.stringMatching(/^[a-z]{1,12}$/).map((name) => `${name}@example.org`);
  if (format === 'uri') return fc.webUrl();
  const lengths = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, LONGEST)) };
  return fc.oneof(
    fc.string(lengths),
    fc.string({ ...lengths, unit: 'grapheme' }),
    fc.constant('x'.repeat(maxLength)),
  );
}

/** What lies just beside what the schema allows, or is of another type. */
export function nearly(schema: Schema): Values {
  const { minimum = 1, maximum = 2 ** 31, minLength = 1, maxLength = 255, maxItems = 10 } = schema;
  const beside: Record<string, readonly unknown[]> = {
    integer: [minimum - 1, maximum + 1, minimum + 0.5, String(minimum), null],
    number: [minimum - 1, maximum + 1, -minimum, String(minimum)],
    array: [
      Array.from({ length: maxItems + 1 }, (_, index) => `a${index}`),
      'a',
      [1],
      [null],
      [''],
    ],
    boolean: ['true', 0],
    null: [],
    string: [
      'x'.repeat(maxLength + 1),
      'x'.repeat(Math.max(0, minLength - 1)),
      '   ',
      1,
      ['a'],
      null,
    ],
  };
  return fc.constantFrom(...typesOf(schema).flatMap((type) => beside[type] ?? []), {});
}

/** Mostly what is allowed, now and then what is not. */
export const mixed = (schema: Schema): Values =>
  fc.oneof(
    { weight: 5, arbitrary: valid(schema) },
    { weight: 2, arbitrary: nearly(schema) },
    { weight: 2, arbitrary: hostile },
  );
