// The titles of the catalogue, as the judge reads them.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { bareOf, wordsOf } from './words.mjs';

/** @returns {object[]} the movies of an .ndjson or .ndjson.gz file */
export function readMovies(file) {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

/** What a movie goes by in an answer: those of the same title and year are one to the judge. */
export const nameOf = ({ title, year }) => `${title.trim().normalize('NFC')} (${year ?? '?'})`;

/** A title, or a query, with all that classes compare. */
export function readTitle(movie, text) {
  const words = wordsOf(text);
  const bare = bareOf(words);
  return {
    movie,
    text,
    words,
    bare,
    key: words.join(' '),
    bareKey: bare.join(' '),
    letters: words.join(''),
    bareLetters: bare.join(''),
    sortedKey: bare.toSorted(compare).join(' '),
  };
}

export class KnownTitles {
  /** Titles and original titles, each with its movie. */
  all;
  #keys;
  #words;

  constructor(movies) {
    this.all = movies.flatMap((movie) =>
      [movie.title, movie.original_title]
        .filter((text) => text)
        .map((text) => readTitle(movie, text)),
    );
    this.#keys = sorted(this.all, ({ key }) => key);
    const words = new Set(this.all.flatMap((title) => title.words));
    this.#words = sorted([...words], (word) => word);
  }

  /** The titles that begin with these words, the last one of which may go on. */
  beginningWith(words) {
    return [...startingWith(this.#keys, words.join(' '))];
  }

  isWord(word) {
    return startingWith(this.#words, word).next().value === word;
  }

  beginsWord(word) {
    return startingWith(this.#words, word).next().done === false;
  }
}

const compare = (one, other) => Number(one > other) - Number(one < other);

const sorted = (items, key) =>
  items.map((item) => ({ key: key(item), item })).sort((one, other) => compare(one.key, other.key));

function* startingWith(list, start) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].key < start) low = middle + 1;
    else high = middle;
  }
  for (; low < list.length && list[low].key.startsWith(start); low += 1) yield list[low].item;
}
