const ASCII = /^[\0-\x7f]*$/;

/**
 * Unicode's full case folding, of canonically equal texts the same: two texts are one name exactly if
 * their folded forms are equal. `toLowerCase` alone keeps `ß` and `SS`, or `ς` and `σ`, apart.
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const letter of text.normalize('NFD')) folded += folding(letter);
  return folded.normalize('NFC');
}

/** Letter by letter, since a sigma becomes another one at the end of a word. */
const folding = (letter: string): string =>
  // Only Turkish has it for an `i`.
  letter === 'ı' ? letter : letter.toLowerCase().toUpperCase().toLowerCase();
