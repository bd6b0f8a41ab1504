import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaType } from './document.types.js';

/** Values by a name that says what they are an example of. */
type Named = Readonly<Record<string, unknown>>;

/**
 * What the API really answered: `npm run generate` plays a journey and records it. Only what differs
 * from one run to the next (times, tokens, cursors, ids of requests) is replaced.
 */
export interface Examples {
  /** By operation id. */
  readonly operations: Readonly<
    Record<string, { readonly request?: Named; readonly answers: Readonly<Record<string, Named>> }>
  >;
  /** By problem type. */
  readonly problems: Named;
}

/** Read with each document, and so by nobody who does not ask for one. */
export const readExamples = (): Examples =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'examples.json'), 'utf8')) as Examples;

/** One example stands alone, several by their names. */
export function mediaTypeWith(media: MediaType, recorded: Named | undefined): MediaType {
  const entries = Object.entries(recorded ?? {});
  if (entries.length === 0) return media;
  if (entries.length === 1) return { ...media, example: entries[0]![1] };
  const examples = entries.map(([summary, value]) => [slug(summary), { summary, value }] as const);
  return { ...media, examples: Object.fromEntries(examples) };
}

const slug = (text: string): string => text.toLowerCase().replaceAll(/\W+/g, '-');
