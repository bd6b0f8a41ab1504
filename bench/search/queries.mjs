// The judged queries: made from the titles of a catalogue, the same ones every time.
import { createHash } from 'node:crypto';
import { Random } from '../random.mjs';
import { CLASSES } from './classes/index.mjs';
import { handWritten } from './hand-written.mjs';
import { nameOf, readTitle } from './known-titles.mjs';
import { shuffled } from './shuffle.mjs';

const SEED = 20_261_125;
const LONGEST = 255;

const hash = (...parts) => createHash('sha256').update(parts.join('\n')).digest();

/** Nobody chooses which half a query is in, and it stays there whatever else changes. */
const halfOf = (name, text) => (hash(SEED, name, text)[0] % 2 === 0 ? 'tune' : 'report');

/**
 * Whether a query, taken literally, means other movies: it is the title of one, or is no title and
 * begins one. The contract has those first, so nobody can say what is right.
 */
function isAmbiguous({ words, key }, relevant, known) {
  const literal = known.beginningWith(words);
  const exact = literal.filter((title) => title.key === key);
  return (exact.length > 0 ? exact : literal).some(({ movie }) => !relevant.has(nameOf(movie)));
}

function judge(kind, source, text, known) {
  const query = readTitle(undefined, text);
  if (text.length > LONGEST || query.words.length === 0) return undefined;
  const isRelevant = kind.couldGive(source, query);
  const relevant = new Set(known.all.filter(isRelevant).map(({ movie }) => nameOf(movie)));
  // A transformation that does not lead back to its own title is a mistake of the judge's.
  if (!relevant.has(nameOf(source.movie)))
    throw new Error(`${kind.name}: "${text}" cannot have come from "${source.text}"`);
  if (isAmbiguous(query, relevant, known)) return undefined;
  return { kind: kind.name, text, relevant, half: halfOf(kind.name, text) };
}

function ofClass(kind, known) {
  // Of its own, so that another class more or less changes nothing here.
  const random = new Random(hash(SEED, kind.name).readUInt32LE());
  const sources = shuffled(random, kind.suits ? known.all.filter(kind.suits) : known.all);
  const queries = new Map();
  for (const source of Array.from({ length: kind.repeats ?? 1 }, () => sources).flat()) {
    if (queries.size === kind.count) break;
    const text = kind.make(random, source, known);
    const query = text && !queries.has(text) && judge(kind, source, text, known);
    if (query) queries.set(text, query);
  }
  return [...queries.values()];
}

/**
 * @param {import('./known-titles.mjs').KnownTitles} known
 * @returns {{ kind: string, text: string, relevant: Set<string>, half: 'tune' | 'report' }[]}
 */
export function makeQueries(known) {
  const byHand = handWritten(known)
    .filter(({ text, relevant }) => !isAmbiguous(readTitle(undefined, text), relevant, known))
    .map(({ kind, text, relevant }) => ({ kind, text, relevant, half: halfOf(kind, text) }));
  return [...CLASSES.flatMap((kind) => ofClass(kind, known)), ...byHand];
}
