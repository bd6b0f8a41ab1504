// Titles that are the same one, but for what a class does not look at.

/** Case, diacritics, signs and a leading article aside. */
export const sameBare =
  ({ bareKey }) =>
  (title) =>
    title.bareKey === bareKey;

/** The order of the words aside, too. */
export const sameWords =
  ({ sortedKey }) =>
  (title) =>
    title.sortedKey === sortedKey;

/** The spaces aside, too. */
export const sameLetters =
  ({ letters, bareLetters }) =>
  (title) =>
    title.letters === letters || title.bareLetters === bareLetters;
