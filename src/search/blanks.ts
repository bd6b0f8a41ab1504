/** Typed words with one blank taken out, or one put in. */
export interface MovedBlank {
  /** Index of the first word that is different. */
  readonly at: number;
  /** How many typed words, and what they become. */
  readonly taken: number;
  readonly become: readonly string[];
}

/** Shorter words are not taken apart: their halves stand for anything. */
const SHORTEST_TO_SPLIT = 6;
const SHORTEST_HALF = 2;

/** Every way to take out one blank, or to put one into one of the words. */
export function movedBlanks(words: readonly string[]): MovedBlank[] {
  const joined = words.slice(1).map((word, at) => ({ at, taken: 2, become: [words[at]! + word] }));
  const split = words.flatMap((word, at) => {
    const letters = [...word];
    if (letters.length < SHORTEST_TO_SPLIT) return [];
    return Array.from({ length: letters.length - 2 * SHORTEST_HALF + 1 }, (_, index) => {
      const middle = index + SHORTEST_HALF;
      const halves = [letters.slice(0, middle).join(''), letters.slice(middle).join('')];
      return { at, taken: 1, become: halves };
    });
  });
  return [...joined, ...split];
}
