/** A fenced code block of a Markdown document. */
export interface Block {
  /** The word after the fence: `sh`, `json`, … */
  readonly language: string;
  readonly text: string;
  /** Where it begins, for messages: `README.md:12`. */
  readonly place: string;
  /** Why nobody runs it, from `<!-- not run: … -->` above it. */
  readonly notRun: string | undefined;
}

const FENCE = /^```(\w*)$/;
const NOT_RUN = /^<!-- not run: (.+) -->$/;

/**
 * The code blocks of a document.
 *
 * @param section only those below this heading, up to the next of its level
 * @throws where a fence is not closed, or there is no such section
 */
export function blocksOf(name: string, markdown: string, section?: string): Block[] {
  const lines = markdown.split('\n');
  const [first, end] = section === undefined ? [0, lines.length] : sectionOf(lines, section);
  const blocks: Block[] = [];
  let notRun: string | undefined;
  for (let at = first; at < end; at += 1) {
    const language = FENCE.exec(lines[at]!)?.[1];
    if (language !== undefined) {
      const close = lines.indexOf('```', at + 1);
      if (close === -1) throw new Error(`${name}:${at + 1}: a block without an end`);
      const text = lines.slice(at + 1, close).join('\n');
      blocks.push({ language, text, place: `${name}:${at + 1}`, notRun });
      at = close;
      notRun = undefined;
    } else if (lines[at] !== '') notRun = NOT_RUN.exec(lines[at]!)?.[1];
  }
  return blocks;
}

function sectionOf(lines: readonly string[], heading: string): [number, number] {
  const first = lines.indexOf(heading);
  if (first === -1) throw new Error(`There is no "${heading}"`);
  const level = heading.indexOf(' ');
  const next = lines.findIndex((line, i) => i > first && /^#+ /.test(line) && line[level] === ' ');
  return [first, next === -1 ? lines.length : next];
}
