import { slip, swap } from '../classes/typing.mjs';

/** A title in lower case with one slip in a word of four letters or more, if it has one. */
export function misspeltOnce(random, title) {
  const words = title.split(' ');
  const places = words.flatMap((word, place) => (/^[a-z]{4,}$/.test(word) ? [place] : []));
  if (places.length === 0) return title;
  const place = random.pick(places);
  words[place] = (random.chance(30) ? swap : slip)(random, words[place]);
  return words.join(' ');
}
