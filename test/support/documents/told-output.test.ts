import { difference } from './told-output.js';

const same = (language: string, told: string, came: string): boolean =>
  difference(language, told, came) === undefined;

describe('JSON', () => {
  const came =
    '{"id":1,"title":"Alien","cast":[],"created_at":"2026-11-22T19:40:55.670Z"}{"n":[1,2]}';

  test.each([
    [
      'in another layout and at another time',
      '{"id": 1, "title": "Alien", "cast": [],\n "created_at": "2020-01-01T00:00:00.000Z"}\n{"n": [1, 2]}',
    ],
    ['with members left out', '{ "id": 1, … }\n{ … }'],
    ['with the end of a text left out', '{ "title": "Al…", … }\n{ "n": [1, 2] }'],
  ])('is the same %s', (_, told) => expect(same('json', told, came)).toBe(true));

  test.each([
    ['a value differs', '{ "id": 2, … }\n{ … }'],
    ['a member is missing that was told', '{ "name": "Alien", … }\n{ … }'],
    ['a member is there that was not told', '{ "id": 1 }\n{ … }'],
    ['a list is longer', '{ … }\n{ "n": [1] }'],
    ['an answer is missing', '{ … }\n{ … }\n{ … }'],
    ['a text begins otherwise', '{ "title": "Be…", … }\n{ … }'],
  ])('differs where %s', (_, told) => expect(same('json', told, came)).toBe(false));
});

describe('text', () => {
  const came = 'one (1)\ntwo\nthree\n';

  test('is the same line by line, but for lines left out', () => {
    expect(same('text', 'one (1)\ntwo\nthree', came)).toBe(true);
    expect(same('text', 'one (1)\n…\nthree', came)).toBe(true);
    expect(same('text', 'one (1)\n…', came)).toBe(true);
  });

  test('differs in a sign, a line more or a line less', () => {
    expect(same('text', 'one (2)\ntwo\nthree', came)).toBe(false);
    expect(same('text', 'one (1)\nthree', came)).toBe(false);
    expect(same('text', 'one (1)\ntwo\nthree\nfour', came)).toBe(false);
    expect(same('text', 'one .1.\ntwo\nthree', came)).toBe(false);
  });
});
