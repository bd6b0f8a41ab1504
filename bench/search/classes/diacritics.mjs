import { sameBare } from './same.mjs';

const MARKED = {
  a: 'áàâäãå',
  c: 'ç',
  e: 'éèêë',
  i: 'íìîï',
  n: 'ñ',
  o: 'óòôöõø',
  s: 'š',
  u: 'úùûü',
  y: 'ýÿ',
  z: 'ž',
};

const withoutMarks = (text) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036F]/g, '')
    .normalize('NFC')
    .replaceAll('Æ', 'Ae')
    .replaceAll('æ', 'ae');

const isLatin = (text) => !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text);

export const DIACRITICS = [
  {
    name: 'diacritics dropped',
    count: 50,
    suits: ({ text }) => isLatin(text) && withoutMarks(text) !== text,
    make: (_, { text }) => withoutMarks(text),
    couldGive: sameBare,
  },
  {
    name: 'diacritics added',
    count: 50,
    suits: ({ text }) => /[aceinosuyz]/.test(text),
    make(random, { text }) {
      const letters = [...text];
      const places = letters.flatMap((letter, place) => (MARKED[letter] ? [place] : []));
      for (let left = random.between(1, 2); left > 0; left -= 1) {
        const place = random.pick(places);
        letters[place] = random.pick(MARKED[text[place]] ?? [letters[place]]);
      }
      return letters.join('');
    },
    couldGive: sameBare,
  },
];
