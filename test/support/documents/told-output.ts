/** Stands in a document where something is left out: at the end of a text, as a member, as a line. */
const LEFT_OUT = '…';

const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-01-01T00:00:00.000Z'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/g, 'UUID'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJTOKEN'],
  [/\beyJ[\w-]*…/g, 'eyJTOKEN'],
  [/^[\w-]{43}$/gm, 'RESET-TOKEN'],
  [/#token=3D[\w-]{43}/g, '#token=3DRESET-TOKEN'],
  [/"\d+\.\d+-[\da-f]{16}"/g, '"ETAG"'],
  [/\bNode \d+\.\d+\.\d+\b/g, 'Node 20.19.0'],
  [/^Date: .*$/gim, 'Date: …'],
  [/-+_NmP-[\da-f]+-Part_\d/g, 'BOUNDARY'],
];

/** A mail's lines as they were before quoted-printable broke them: where depends on what is in them. */
export const joined = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll('=\n', '');

/** What differs from run to run is made the same; the rest has to be as told. */
const normalised = (text: string): string =>
  VARYING.reduce((all, [pattern, same]) => all.replaceAll(pattern, same), text);

/**
 * Holds what a document tells against what really came.
 *
 * @returns what differs, or `undefined`
 */
export function difference(language: string, told: string, came: string): string | undefined {
  const [expected, got] = [normalised(joined(told)), normalised(joined(came))];
  const same = language === 'json' ? sameJson(expected, got) : sameLines(expected, got);
  return same ? undefined : `told:\n${expected}\n\ncame:\n${got}`;
}

function sameJson(told: string, came: string): boolean {
  // A lone … becomes a member or an element of that name.
  const marked = told.replaceAll(
    /(^|[,[{])(\s*)…(?=\s*[\]}])/g,
    (_, before: string, gap: string) =>
      before === '[' ? `[${gap}"…"` : `${before}${gap}"…": true`,
  );
  return matches(jsonValues(marked), jsonValues(came));
}

/** JSON values one after the other, with or without space between them. */
function jsonValues(text: string): unknown[] {
  const values: unknown[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (/^[[{]$/.test(token)) depth += 1;
    if (!/^[\]}]$/.test(token)) continue;
    depth -= 1;
    if (depth > 0) continue;
    values.push(JSON.parse(text.slice(start, index + 1)));
    start = index + 1;
  }
  if (text.slice(start).trim() !== '') throw new Error(`No JSON: ${text.slice(start)}`);
  return values;
}

function matches(told: unknown, came: unknown): boolean {
  if (typeof told === 'string' && told.endsWith(LEFT_OUT)) {
    return typeof came === 'string' && came.startsWith(told.slice(0, -1));
  }
  if (typeof told !== 'object' || told === null) return told === came;
  if (typeof came !== 'object' || came === null || Array.isArray(told) !== Array.isArray(came)) {
    return false;
  }
  const members = Object.entries(told).filter(([name]) => name !== LEFT_OUT);
  const open = LEFT_OUT in told;
  return (
    (open || members.length === Object.keys(came).length) &&
    members.every(([name, value]) => matches(value, (came as Record<string, unknown>)[name]))
  );
}

/** Line by line; a line of … alone stands for any lines. */
function sameLines(told: string, came: string): boolean {
  const pattern = told
    .trim()
    .split('\n')
    .map((line) => (line === LEFT_OUT ? '(?:.*\n)*?' : `${escaped(line.trimEnd())} *\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(`${came.trim()}\n`);
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
