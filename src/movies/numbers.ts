const list = (words: string): ReadonlyMap<string, number> =>
  new Map(words.split(' ').map((word, index) => [word, index]));

const CARDINALS = list(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
);
const ORDINALS = list(
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth',
);
/** In tens. */
const TENS = list('- - twenty thirty forty fifty sixty seventy eighty ninety');
const TENTHS = list(
  '- - twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth',
);

/** A number in words. */
interface SpelledNumber {
  readonly value: number;
  readonly ordinal: boolean;
  /** Words that it takes. */
  readonly length: number;
}

/**
 * The number below 1,000 that is written out at a place: `seven`, `twenty one`, `forty second`,
 * `one hundred and one`.
 */
export function numberAt(
  words: readonly string[],
  at: number,
): { readonly figures: string; readonly length: number } | undefined {
  const number = withHundreds(words, at) ?? belowHundred(words, at);
  if (number === undefined) return undefined;
  const { value, ordinal, length } = number;
  return { figures: ordinal ? ordinalFigures(value) : String(value), length };
}

function withHundreds(words: readonly string[], at: number): SpelledNumber | undefined {
  const count = CARDINALS.get(words[at] ?? '');
  const hundredAt = count === undefined ? at : at + 1;
  if (words[hundredAt] !== 'hundred' || (count ?? 1) > 9) return undefined;
  const restAt = hundredAt + (words[hundredAt + 1] === 'and' ? 2 : 1);
  const rest = belowHundred(words, restAt);
  const value = (count ?? 1) * 100 + (rest?.value ?? 0);
  return rest === undefined
    ? { value, ordinal: false, length: hundredAt + 1 - at }
    : { value, ordinal: rest.ordinal, length: restAt + rest.length - at };
}

function belowHundred(words: readonly string[], at: number): SpelledNumber | undefined {
  const word = words[at] ?? '';
  const tens = TENS.get(word);
  if (tens !== undefined && tens > 1) {
    const unit = belowTwenty(words[at + 1] ?? '');
    return unit === undefined || unit.value === 0 || unit.value > 9
      ? { value: tens * 10, ordinal: false, length: 1 }
      : { value: tens * 10 + unit.value, ordinal: unit.ordinal, length: 2 };
  }
  const tenth = TENTHS.get(word);
  if (tenth !== undefined && tenth > 1) return { value: tenth * 10, ordinal: true, length: 1 };
  return belowTwenty(word);
}

function belowTwenty(word: string): SpelledNumber | undefined {
  const cardinal = CARDINALS.get(word);
  const value = cardinal ?? ORDINALS.get(word);
  return value === undefined ? undefined : { value, ordinal: cardinal === undefined, length: 1 };
}

/** `1st`, `2nd`, `3rd`, `11th` and so on. */
function ordinalFigures(value: number): string {
  const teen = value % 100 > 10 && value % 100 < 14;
  return `${value}${(teen ? undefined : { 1: 'st', 2: 'nd', 3: 'rd' }[value % 10]) ?? 'th'}`;
}
