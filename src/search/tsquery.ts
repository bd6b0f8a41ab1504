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
