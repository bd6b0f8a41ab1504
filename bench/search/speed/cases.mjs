// What may be slow for anybody: one letter, words that many titles have, long ones that none has.

const repeated = (text, length = 255) => text.repeat(length).slice(0, length).trim();

/**
 * @param {string} common the word that the most titles have
 * @returns {[name: string, title: string][]}
 */
export const worstCases = (common) => [
  ['one letter, `a`', 'a'],
  ['one letter, `s`', 's'],
  ['one letter that begins few words, `x`', 'x'],
  ['`the`', 'the'],
  ['`of the`', 'of the'],
  ['`the man`', 'the man'],
  ['`love`', 'love'],
  [`the commonest word, \`${common}\``, common],
  ['`a b c d`', 'a b c d'],
  ['`a of the in and to`', 'a of the in and to'],
  ['255 × `a`', repeated('a')],
  ['127 × `a` with blanks', repeated('a ')],
  ['`the` 64 times', repeated('the ')],
  ['`love man night` 17 times', repeated('love man night ')],
  ['one unknown word, `zzqxwvkj`', 'zzqxwvkj'],
  ['an unknown word of common letters, `sterinaton`', 'sterinaton'],
  ['twenty words with errors', repeated('nigth lvoe stroy womna huose ', 128)],
  ['fifty words with errors', repeated('nigth lvoe stroy womna huose ')],
  ['fifty different unknown words', unknownWords(50)],
  ['four-letter words with two errors', 'lxvz stxz mxnz'],
  ['no letters, `%_!&|:*`', '%_!&|:*'],
  ['Chinese, one sign', '人'],
];

function unknownWords(count) {
  const letters = 'qzjxkvbw';
  return Array.from(
    { length: count },
    (_, number) => letters[number % 8] + letters[(number * 3 + 1) % 8] + letters[number >> 3] + 'u',
  ).join(' ');
}
