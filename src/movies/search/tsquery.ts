/** What may stand for one typed word; any of it will do. */
export interface Alternatives {
  readonly words: readonly string[];
  /** Of which any word that begins so will do as well. */
  readonly beginnings: readonly string[];
}

/** A word of a `tsquery`, quoted: whatever it holds is text. */
const lexeme = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const any = ({ words, beginnings }: Alternatives): string => {
  const whole = words.filter((word) => !beginnings.includes(word)); // begins with itself
  return `(${[...whole.map(lexeme), ...beginnings.map((word) => `${lexeme(word)}:*`)].join('|')})`;
};

/** All of them, in whatever order. */
export const allOf = (words: readonly Alternatives[]): string => words.map(any).join('&');

/** One or the other. */
export const either = (queries: readonly string[]): string =>
  queries.map((query) => `(${query})`).join('|');

/** All of them but any so many. */
export const allBut = (left: number, words: readonly Alternatives[]): string =>
  either(choices(words, words.length - left).map(allOf));

function choices<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((first, index) =>
    choices(list.slice(index + 1), size - 1).map((rest) => [first].concat(rest)),
  );
}
