/** What a column of COPY can be made of. */
export type CopyValue = string | number | null | undefined | readonly string[];

/**
 * A row in COPY's text format, with its newline: tabs between, `\N` for NULL. The texts hold no NUL
 * and no lone surrogate: the field rules see to it.
 */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (const value of values) line += `${line === '' ? '' : '\t'}${field(value)}`;
  return `${line}\n`;
}

function field(value: CopyValue): string {
  if (value === null || value === undefined) return String.raw`\N`;
  if (typeof value === 'string') return escaped(value);
  return typeof value === 'number' ? String(value) : escaped(arrayLiteral(value));
}

const SPECIAL = /[\\\t\n\r]/;
const ALL_SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
};

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(ALL_SPECIAL, (sign) => ESCAPES[sign]!) : text;

/** PostgreSQL's `{"A","B"}`: quoted, each element is itself whatever it holds. */
const arrayLiteral = (items: readonly string[]): string =>
  items.length === 0
    ? '{}'
    : `{"${items.map((item) => item.replace(/["\\]/g, String.raw`\$&`)).join('","')}"}`;
