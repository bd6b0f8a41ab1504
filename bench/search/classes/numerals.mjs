// Numbers in digits, in words and in Roman letters, and digits for letters.
import { withinSlips } from './errors.mjs';

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ROMAN = 'ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx'.split(' ');
/** Before these "i", "v" and "x" are numbers too. */
const COUNTED = new Set(['part', 'episode', 'chapter', 'volume', 'vol']);
const SINGLE = { i: 1, v: 5, x: 10 };

const VALUES = new Map([
  ...ONES.map((word, number) => [word, number]),
  ...TENS.map((word, index) => [word, 20 + 10 * index]),
]);
const ROMAN_VALUES = new Map(ROMAN.map((numeral) => [numeral, valueOfRoman(numeral)]));

function valueOfRoman(numeral) {
  const values = [...numeral].map((letter) => SINGLE[letter]);
  return values.reduce(
    (sum, value, place) => sum + (value < (values[place + 1] ?? 0) ? -value : value),
    0,
  );
}

const inWords = (number) =>
  number < 20
    ? ONES[number]
    : TENS[Math.floor(number / 10) - 2] + (number % 10 ? ` ${ONES[number % 10]}` : '');

/** The numbers of a title: where each stands, how many words it takes, how it is written. */
function numbersOf(words) {
  return words.flatMap((word, place) => {
    // Not the first part of 20,000.
    if (/^\d{1,2}$/.test(word) && !/^000$/.test(words[place + 1]))
      return [{ place, length: 1, number: Number(word), as: 'digits' }];
    const roman = ROMAN_VALUES.get(word) ?? (COUNTED.has(words[place - 1]) && SINGLE[word]);
    if (roman) return [{ place, length: 1, number: roman, as: 'roman' }];
    const value = VALUES.get(word);
    if (value === undefined) return [];
    const unit = VALUES.get(words[place + 1]);
    const isPair = value >= 20 && unit > 0 && unit < 10;
    return [{ place, length: isPair ? 2 : 1, number: value + (isPair ? unit : 0), as: 'words' }];
  });
}

const inDigits = new WeakMap();

/** The words with every number in digits. */
function withDigits(words) {
  if (!inDigits.has(words)) {
    const result = [...words];
    for (const { place, length, number } of numbersOf(words).toReversed())
      result.splice(place, length, String(number));
    inDigits.set(words, result.join(' '));
  }
  return inDigits.get(words);
}

function sameNumbers(source) {
  const same = withDigits(source.bare);
  return (title) => withDigits(title.bare) === same;
}

/** Makes the query: one number of the title written another way. */
const rewritten = (isOne, write) => ({
  suits: ({ words }) => numbersOf(words).some(isOne),
  make(random, { words }) {
    const { place, length, number, as } = random.pick(numbersOf(words).filter(isOne));
    return [...words.slice(0, place), write(number, as), ...words.slice(place + length)].join(' ');
  },
  couldGive: sameNumbers,
});

/** Numbers of sequels are written either way. */
const isSequel = ({ place, number, as }) => place > 0 && as === 'digits' && romanOf(number);
const romanOf = (number) => [...ROMAN_VALUES].find(([, value]) => value === number)?.[0];

/** As "Se7en" has it: a digit that looks like the letter. */
const LOOKALIKES = { o: '0', i: '1', l: '1', e: '3', a: '4', s: '5', t: '7', v: '7', b: '8' };
const canLookAlike = (word) => /^[a-z]{4,}$/.test(word) && /[oileastvb]/.test(word);

function lookAlike(random, { words }) {
  const place = random.pick(words.flatMap((word, at) => (canLookAlike(word) ? [at] : [])));
  const letters = [...words[place]];
  const letter = random.pick(letters.flatMap((each, at) => (LOOKALIKES[each] ? [at] : [])));
  letters[letter] = LOOKALIKES[letters[letter]];
  return words.map((word, at) => (at === place ? letters.join('') : word)).join(' ');
}

export const NUMERALS = [
  {
    name: 'number in words or digits',
    count: 60,
    ...rewritten(
      ({ as }) => as !== 'roman',
      (number, as) => (as === 'digits' ? inWords(number) : String(number)),
    ),
  },
  {
    name: 'Roman number or digits',
    count: 60,
    ...rewritten(
      (each) => each.as === 'roman' || isSequel(each),
      (number, as) => (as === 'roman' ? String(number) : romanOf(number)),
    ),
  },
  {
    name: 'digit for a letter (`se7en`)',
    count: 50,
    suits: ({ words }) => words.some(canLookAlike),
    make: lookAlike,
    couldGive: withinSlips(1),
  },
];
