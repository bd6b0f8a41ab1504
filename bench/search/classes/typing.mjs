// Fingers that slip.

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Keys that touch each other. */
const NEIGHBOURS = Object.fromEntries(
  ROWS.flatMap((row, index) =>
    [...row].map((key, place) => [
      key,
      [
        row[place - 1],
        row[place + 1],
        ROWS[index - 1]?.[place],
        ROWS[index - 1]?.[place + 1],
        ROWS[index + 1]?.[place],
        ROWS[index + 1]?.[place - 1],
      ].filter((neighbour) => neighbour !== undefined),
    ]),
  ),
);

const wrongKey = (random, key) =>
  random.chance(60) ? random.pick(NEIGHBOURS[key]) : random.pick(LETTERS);

const SLIPS = [
  // a letter wrong
  (random, word, place) =>
    word.slice(0, place) + wrongKey(random, word[place]) + word.slice(place + 1),
  // one added: beside the right key, or the right key twice
  (random, word, place) => {
    const added = random.chance(30) ? word[place] : wrongKey(random, word[place]);
    return word.slice(0, place + 1) + added + word.slice(place + 1);
  },
  // one missing
  (_, word, place) => word.slice(0, place) + word.slice(place + 1),
];

/** A letter of a word of small Latin letters wrong, added or missing, anywhere in it. */
export const slip = (random, word) =>
  random.pick(SLIPS)(random, word, random.between(0, word.length - 1));

/** Two neighbouring letters swapped. */
export function swap(random, word) {
  const place = random.between(0, word.length - 2);
  return word.slice(0, place) + word[place + 1] + word[place] + word.slice(place + 2);
}
