import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a document has its reader do to one file. */
export interface Change {
  /** From the root of the repository. */
  readonly path: string;
  /** What stands in the line behind which the text goes; `undefined`: the file is new. */
  readonly after: string | undefined;
  readonly text: string;
}

/** A line with a path, perhaps with `, after` and a piece of a line, and the code block below it. */
const CHANGE = /^`([\w./-]+\.\w+)`(?:, after `([^`\n]+)`)?\n\n```\w+\n(.*?)^```$/gms;

/** The changes that a document asks for, in its order. */
export const changesOf = (markdown: string): Change[] =>
  Array.from(markdown.matchAll(CHANGE), ([, path, after, text]) => ({
    path: path!,
    after,
    text: text!,
  }));

/**
 * Does what a reader of the document would do.
 *
 * @throws where a new file is there already, or what a text goes behind is not there exactly once
 */
export function applyChange(folder: string, { path, after, text }: Change): void {
  const file = join(folder, path);
  if (after === undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return;
  }
  const lines = readFileSync(file, 'utf8').split('\n');
  const places = lines.flatMap((line, index) => (line.includes(after) ? [index] : []));
  if (places.length !== 1) throw new Error(`${path} has "${after}" ${places.length} times`);
  const [indent] = /^ */.exec(lines[places[0]!]!)!;
  lines.splice(places[0]! + 1, 0, ...indented(text, indent));
  writeFileSync(file, lines.join('\n'));
}

/** The lines of a block, whose first line gets this indent. */
function indented(text: string, indent: string): string[] {
  const [own] = /^ */.exec(text)!;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line.startsWith(own) ? indent + line.slice(own.length) : line));
}
