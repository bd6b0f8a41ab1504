// How the judge reads titles and queries. On purpose it shares no line with the product: what both
// got wrong, nobody would see.

/** Letters without a decomposition in Unicode. */
const PLAIN = { æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ß: 'ss' };
/** `9½` is nine and a half, not 91⁄2. */
const RAISED = /[²³¹¼-¾⅐-⅞]+/g;
const ARTICLES = new Set('the a an le la les el los las il der das'.split(' '));

/** In lower case and without diacritics; the signs stay. */
export const folded = (text) =>
  text
    .replace(RAISED, ' $&')
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '')
    .toLowerCase()
    .replace(/[æœøłđðþß]/g, (letter) => PLAIN[letter])
    .normalize('NFC');

/** Letters and digits; an apostrophe joins, every other sign divides, `&` is a word. */
export const wordsOf = (text) =>
  folded(text)
    .replace(/['’ʼʻ‘`´]/g, '')
    .replaceAll('&', ' and ')
    .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

export const hasArticle = (words) => words.length > 1 && ARTICLES.has(words[0]);

/** The words without a leading article. */
export const bareOf = (words) => (hasArticle(words) ? words.slice(1) : words);

/**
 * Slips between two words: a letter wrong, missing, added, or swapped with its neighbour. Answers
 * `most + 1` for any number beyond `most`.
 */
export function slips(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let above = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      line[column] = Math.min(
        last[column] + 1,
        line[column - 1] + 1,
        last[column - 1] + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1];
      if (swapped) line[column] = Math.min(line[column], above[column - 2] + 1);
    }
    [above, last] = [last, line];
  }
  return Math.min(last[other.length], most + 1);
}
