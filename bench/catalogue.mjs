// An invented catalogue. Its sizes follow those of real ones (Wikipedia's American films): titles of
// some 16 letters, descriptions of 100 to 800, 2 genres, 4 names of cast and now and then dozens.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Random } from './random.mjs';

const SEED = 19_720_324;
const ONSETS = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'f',
  'g',
  'gr',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  'st',
  't',
  'v',
  'w',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'é'];
const CODAS = ['', '', 'n', 'r', 's', 'l', 'ck', 'nd', 'th'];
const SMALL_WORDS = ['the', 'of', 'a', 'and', 'in', 'to', 'his', 'her', 'with', 'who'];
const LANGUAGES = ['en', 'en', 'en', 'en', 'fr', 'de', 'es', 'it', 'ja', 'hi', 'ko', 'sv'];
const GENRES =
  'Drama Comedy Romance Action Crime Thriller Western Horror Adventure Musical Mystery Animated War Fantasy Documentary Family Biography History Sport Noir Superhero Satire Silent Spy'.split(
    ' ',
  );

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** An invented word. */
export function word(random) {
  let text = '';
  for (let left = random.between(1, 3); left > 0; left -= 1) {
    text += random.pick(ONSETS) + random.pick(VOWELS) + random.pick(CODAS);
  }
  return text;
}

const list = (length, make) => Array.from({ length }, make);

/** The words and people that the movies are made of. */
function makeWorld(random) {
  const words = list(12_000, () => word(random));
  const name = () => `${capital(random.pick(words))} ${capital(random.pick(words))}`;
  return { words, actors: list(20_000, name), directors: list(4000, name) };
}

function title(random, { words }) {
  const parts = list(1 + random.fewBetween(0, 4), () => capital(random.pickUneven(words)));
  return `${random.chance(30) ? 'The ' : ''}${parts.join(' ')}`;
}

function description(random, { words }) {
  const length = 100 + random.fewBetween(0, 800);
  const sentences = [];
  for (let written = 0; written < length;) {
    const next = list(random.between(8, 20), () =>
      random.chance(40) ? random.pick(SMALL_WORDS) : random.pickUneven(words),
    );
    const sentence = `${capital(next.join(' '))}.`;
    sentences.push(sentence);
    written += sentence.length + 1;
  }
  return sentences.join(' ');
}

/** Some 4 names; in 3 of 100 movies the whole troupe. */
const castSize = (random) => (random.chance(3) ? random.between(20, 40) : random.fewBetween(1, 10));

function movie(random, world, number) {
  const year = random.between(1920, 2025);
  const day = `${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`;
  return {
    source_id: `bench-${number}`,
    title: title(random, world),
    original_title: random.chance(10) ? title(random, world) : null,
    description: random.chance(95) ? description(random, world) : null,
    genres: [...new Set(list(random.between(1, 3), () => random.pickUneven(GENRES)))],
    year,
    release_date: random.chance(50) ? `${year}-${day}` : null,
    runtime_minutes: random.chance(80) ? random.between(60, 190) : null,
    language: random.pick(LANGUAGES),
    director: random.chance(85) ? random.pick(world.directors) : null,
    cast: [...new Set(list(castSize(random), () => random.pick(world.actors)))],
    poster_url: random.chance(80) ? `https://posters.example.org/${year}/${number}.jpg` : null,
    imdb_id: `tt${String(number).padStart(8, '0')}`,
  };
}

function* lines(count) {
  const random = new Random(SEED);
  const world = makeWorld(random);
  for (let number = 1; number <= count; number += 1) {
    yield `${JSON.stringify(movie(random, world, number))}\n`;
  }
}

/** Writes `count` movies as NDJSON, the same ones every time. */
export async function writeCatalogue(file, count) {
  await pipeline(Readable.from(lines(count)), createWriteStream(file));
}
