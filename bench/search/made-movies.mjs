// A large catalogue with plausible titles: those of real movies, and new ones made of their words.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { word } from '../catalogue.mjs';
import { Random } from '../random.mjs';
import { shuffled } from './shuffle.mjs';

const SEED = 36_158;
const MILLION = 1_000_000;
const LONGEST_TITLE = 255;
const PERCENT = { newWord: 30, original: 10, noYear: 5 };

const capital = (text) => text[0].toUpperCase() + text.slice(1);
const wordsOf = ({ title }) => title.split(' ');

/** The first part of one title and the rest of another; now and then a word that no other has. */
export function madeTitle(random, movies) {
  const first = wordsOf(random.pick(movies));
  const second = wordsOf(random.pick(movies));
  const words = [
    ...first.slice(0, random.between(1, first.length)),
    ...second.slice(random.between(Math.min(1, second.length - 1), second.length)),
  ];
  if (random.chance(PERCENT.newWord))
    words[random.between(0, words.length - 1)] = capital(word(random));
  return words.join(' ').slice(0, LONGEST_TITLE).trim();
}

function madeMovie(random, movies, number) {
  const { release_date: _, imdb_id: __, ...like } = random.pick(movies);
  return {
    ...like,
    source_id: `made-${number}`,
    title: madeTitle(random, movies),
    original_title: random.chance(PERCENT.original) ? madeTitle(random, movies) : null,
    year: random.chance(PERCENT.noYear) ? null : random.between(1900, 2025),
  };
}

/** Of each size the same mixture: all real movies of a catalogue among a million, a tenth among 100,000. */
function* lines(movies, count) {
  const random = new Random(SEED);
  const real = shuffled(random, movies).slice(0, Math.ceil((movies.length * count) / MILLION));
  const every = Math.max(1, Math.floor(count / real.length));
  for (let number = 0; number < count; number += 1) {
    const movie =
      number % every === 0 && real.length > 0 ? real.pop() : madeMovie(random, movies, number);
    yield `${JSON.stringify(movie)}\n`;
  }
}

/** Writes so many movies as NDJSON, the same ones every time. */
export async function writeMadeMovies(file, movies, count) {
  await pipeline(Readable.from(lines(movies, count)), createWriteStream(file));
}

/** Most movies have few likes, a handful have hundreds. Who likes them is left out. */
export async function skewLikes(client) {
  await client.query('SELECT setseed(0.5)');
  await client.query('UPDATE movie_counts SET like_count = floor(1000 * power(random(), 12))');
}
