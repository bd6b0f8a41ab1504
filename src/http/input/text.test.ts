import { foldCase } from './text.js';

test.each([
  ['Drama', 'DRAMA'],
  ['Μύθος', 'ΜΎΘΟΣ'],
  ['Straße', 'STRASSE'],
  ['Straße', 'straẞe'],
  ['İstanbul', 'i̇stanbul'],
  ['Ǆungla', 'ǆungla'],
  ['ﬁlm', 'FILM'],
  ['ŉ', 'ʼN'],
  ['ΐ', 'Ϊ́'],
  ['ᾳ', 'ΑΙ'],
  ['Ångström', 'ångström'],
  ['ᏣᎳᎩ', 'ꮳꮃꭹ'],
  ['ёлка', 'Ёлка'.normalize('NFD')],
])('%s and %s are one', (one, other) => {
  expect(foldCase(one)).toBe(foldCase(other));
  expect(foldCase(foldCase(one))).toBe(foldCase(one));
});

test.each([
  ['Kız', 'Kiz'],
  ['Amélie', 'Amelie'],
  ['Ё', 'Е'],
])('%s and %s are two', (one, other) => {
  expect(foldCase(one)).not.toBe(foldCase(other));
});

test("letters are one where Unicode's simple folding has them as one", () => {
  // An expression with the flags i and u compares letters by CaseFolding.txt.
  const letters = Array.from({ length: 0x11_00_00 }, (_, code) => code)
    .filter((code) => code < 0xd8_00 || code > 0xdf_ff)
    .map((code) => String.fromCodePoint(code))
    .filter((letter) => foldCase(letter) !== letter);
  expect(letters.length).toBeGreaterThan(1400);
  const isOne = (letter: string): boolean => [...foldCase(letter).normalize('NFC')].length === 1;
  const differing = letters
    .filter((letter) => isOne(letter) && letter.normalize('NFC') === letter)
    .filter(
      (letter) =>
        !new RegExp(`^\\u{${letter.codePointAt(0)!.toString(16)}}$`, 'iu').test(foldCase(letter)),
    );
  expect(differing).toEqual([]);
  const missed = letters.flatMap((letter) =>
    [letter.toLowerCase(), letter.toUpperCase()].filter(
      (other) => foldCase(other) !== foldCase(letter),
    ),
  );
  expect(missed).toEqual([]);
});
