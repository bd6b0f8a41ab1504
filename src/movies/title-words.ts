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

/** `8½` is 8 and a half, not 81⁄2, and `Alien³` is not alien3. */
const RAISED = /[\u00B2\u00B3\u00B9\u00BC-\u00BE\u2070\u2074-\u2079\u2150-\u215E]+/g;

/** NFKD makes up to 18 letters of one; an index entry holds some 2,700 bytes. */
const LONGEST_KEY = 600;
const LONGEST_WORD = 200;

/** A title in lower case without diacritics; its punctuation stays. */
export function titleKey(title: string): string {
  return title
    .replace(RAISED, ' $&')
    .replaceAll('´', "'") // NFKD would make a blank of it
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(LIGATURE, (letter) => LIGATURES[letter]!)
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_KEY)
    .toWellFormed()
    .trimEnd();
}

/**
 * The words of a title as search compares them: letters and digits of {@link titleKey}; an
 * apostrophe joins (`schindlers`), any other sign divides, `&` between two words is "and". A title of
 * signs alone (`$`) keeps them.
 */
export function titleWords(title: string): string[] {
  const key = titleKey(title);
  const tokens: string[] = key.replace(/['’ʼ`´]/g, '').match(/[\p{L}\p{N}]+|&/gu) ?? [];
  const isWord = (token: string | undefined): boolean => token !== undefined && token !== '&';
  const words = tokens
    .filter((token, at) => isWord(token) || (isWord(tokens[at - 1]) && isWord(tokens[at + 1])))
    .map((token) => (token === '&' ? 'and' : token));
  return (words.length > 0 ? words : key.split(' ').filter((sign) => sign !== '')).map((word) =>
    word.slice(0, LONGEST_WORD).toWellFormed(),
  );
}

const ARTICLES = new Set([
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

export const isArticle = (word: string): boolean => ARTICLES.has(word);

/** The words without a leading article, unless nothing else is there. */
export function withoutArticle(words: readonly string[]): readonly string[] {
  return words.length > 1 && isArticle(words[0]!) && !beginWithInitials(words)
    ? words.slice(1)
    : words;
}

/** The `a` of `A.I.` is no article. */
const beginWithInitials = ([first, second]: readonly string[]): boolean =>
  first === 'a' && /^\p{L}$/u.test(second!);

/** Shorter rests of a word stand for anything. */
const SHORTEST_REST = 4;

/** @returns what is left of a text without the articles that it may begin with: `thedarkknight` */
export const withoutGluedArticle = (text: string): string[] =>
  [...ARTICLES]
    .filter((article) => text.startsWith(article))
    .map((article) => text.slice(article.length))
    .filter((rest) => rest.length >= SHORTEST_REST);
