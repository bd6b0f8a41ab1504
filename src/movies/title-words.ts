/** Letters that Unicode does not take apart into a base letter and a mark. */
const LIGATURES: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
};
const LIGATURE = new RegExp(`[${Object.keys(LIGATURES).join('')}]`, 'g');

/** `8½` is 8 and a half, not 81⁄2. */
const FRACTION = /[\u00BC-\u00BE\u2150-\u215E]/g;

/** A title in lower case without diacritics; its punctuation stays. */
export function titleKey(title: string): string {
  return title
    .replace(FRACTION, ' $&')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(LIGATURE, (letter) => LIGATURES[letter]!)
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The words of a title as search compares them: letters and digits of {@link titleKey}; an
 * apostrophe joins (`schindlers`), any other sign divides, `&` is "and". A title of signs alone
 * (`$`) keeps them.
 */
export function titleWords(title: string): string[] {
  const key = titleKey(title);
  const words = key
    .replace(/['’ʼ`´]/g, '')
    .replaceAll('&', ' and ')
    .match(/[\p{L}\p{N}]+/gu);
  return words ?? (key === '' ? [] : key.split(' '));
}

const LEADING_ARTICLES = new Set([
  'the',
  'a',
  'an',
  'le',
  'la',
  'les',
  'el',
  'los',
  'las',
  'il',
  'der',
  'das',
]);

/** The words without a leading article, unless nothing else is there. */
export function withoutArticle(words: readonly string[]): readonly string[] {
  return words.length > 1 && LEADING_ARTICLES.has(words[0]!) ? words.slice(1) : words;
}
