import { BackgroundWork } from '../../src/database/background/background-work.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Title, year, and the original title or genres where a test needs them. */
const FILMS: [title: string, year: number, more?: object][] = [
  ['The Godfather', 1972, { genres: ['Crime', 'Drama'] }],
  ['The Godfather Part II', 1974, { genres: ['Crime', 'Drama'] }],
  ['The Shawshank Redemption', 1994, { genres: ['Drama'] }],
  ['Amélie', 2001, { original_title: "Le Fabuleux Destin d'Amélie Poulain" }],
  ['Casablanca', 1942],
  ['Gladiator', 2000],
  ['Amadeus', 1984],
  ['Jaws', 1975],
  ['Heat', 1995, { genres: ['Crime'] }],
  ['Alien', 1979],
  ['Alien³', 1992],
  ['Matrix', 1993],
  ['The Matrix', 1999],
  ['The Lord of the Rings: The Return of the King', 2003],
  ['Star', 2001],
  ['Star Wars', 1977],
  ['Star Trek', 2009],
  ['Stardust', 2007],
  ['Northern Star', 2018],
  ['Rising Star', 2019],
  ['Seven Samurai', 1954, { original_title: '七人の侍' }],
  ['Stalker', 1979, { original_title: 'Сталкер' }],
  ['Leviathan', 2014, { original_title: 'Левиафан' }],
  ['Das Boot', 1981],
  ['La Strada', 1954],
  ['Æon Flux', 2005],
  ['Smørrebrød', 2010],
  ['Łódź Blues', 2011],
  ['2001: A Space Odyssey', 1968],
  ['1917', 2019],
  ['8½', 1963],
  ['12 Angry Men', 1957],
  ['Fast & Furious', 2009],
  ['Pride and Prejudice', 2005],
  ["Schindler's List", 1993],
  ['Spider-Man', 2002],
  ['Dr. Strangelove or: How I Learned to Stop Worrying', 1964],
  ['Who’s Afraid of Virginia Woolf?', 1966],
  ['100% Wolf_Pack', 2020],
  ['(((', 2021],
  ['$$$', 2022],
];

let t: TestApp;
let user: TestUser;
const ids = new Map<string, number>();
beforeAll(async () => {
  t = await startTestApp();
  user = await someUser(t.api);
  for (const [title, year, more] of FILMS) {
    ids.set(title, (await someMovie(t.api, user, { title, year, ...more })).id);
  }
});
afterAll(() => t.close());

const search = (title: string, more = '') =>
  t.api.get(`/movies/search/?title=${encodeURIComponent(title)}${more}`);

/** The titles found, best first. */
async function find(title: string, more?: string): Promise<string[]> {
  const { status, body } = await search(title, more);
  expect([title, status, body.results?.length]).toEqual([title, 200, body.count]);
  return body.results.map((movie: { title: string }) => movie.title);
}

describe('finds', () => {
  test.each([
    ['any case', 'cASABLANCA', 'Casablanca'],
    ['no diacritics', 'amelie', 'Amélie'],
    ['their diacritics', 'AMÉLIE', 'Amélie'],
    ['decomposed ones', 'ame\u0301lie', 'Amélie'],
    ['ones that the title lacks', 'glädiâtor', 'Gladiator'],
    ['a ligature', 'æon flux', 'Æon Flux'],
    ['a ligature in two letters', 'aeon flux', 'Æon Flux'],
    ['letters with strokes', 'smorrebrod', 'Smørrebrød'],
    ['Polish ones', 'lodz blues', 'Łódź Blues'],
    ['no article', 'shawshank redemption', 'The Shawshank Redemption'],
    ['an article', 'the shawshank redemption', 'The Shawshank Redemption'],
    ['an article that the title lacks', 'the casablanca', 'Casablanca'],
    ['a German one or none', 'boot', 'Das Boot'],
    ['an Italian one or none', 'strada', 'La Strada'],
    ['an article at the end', 'Shawshank Redemption, The', 'The Shawshank Redemption'],
    [
      'words in another order',
      'king rings return',
      'The Lord of the Rings: The Return of the King',
    ],
    ['the last word begun', 'return of the ki', 'The Lord of the Rings: The Return of the King'],
    ['a single letter of it', 'pride and p', 'Pride and Prejudice'],
    ['two letters swapped', 'godfahter part', 'The Godfather Part II'],
    ['the first two swapped', 'acsablanca', 'Casablanca'],
    ['a letter missing', 'casblanca', 'Casablanca'],
    ['the first one missing', 'ladiator', 'Gladiator'],
    ['a letter added', 'casabllanca', 'Casablanca'],
    ['a letter wrong', 'casabkanca', 'Casablanca'],
    ['the first one wrong', 'vasablanca', 'Casablanca'],
    ['two swapped of four', 'jasw', 'Jaws'],
    ['one wrong of four', 'jaqs', 'Jaws'],
    ['one added to four', 'jawes', 'Jaws'],
    ['one missing of four', 'jws', 'Jaws'],
    ['two wrong in a long word', 'kasablanka', 'Casablanca'],
    ['two missing in a long word', 'shawshank rdempton', 'The Shawshank Redemption'],
    ['two swaps in a long word', 'glaidaotr', 'Gladiator'],
    ['two letters swapped and one wrong', 'amdaeos', 'Amadeus'],
    ['an error in each of two words', 'shwashank redemtion', 'The Shawshank Redemption'],
    ['an error where accents were', 'smorebrod', 'Smørrebrød'],
    ['a numeral', '1917', '1917'],
    ['a numeral and words', '2001 space', '2001: A Space Odyssey'],
    ['numerals begun', '12 ang', '12 Angry Men'],
    ['a fraction', '8½', '8½'],
    ['a fraction in figures', '8 1/2', '8½'],
    ['a figure set high', 'alien 3', 'Alien³'],
    ['the original title', 'fabuleux destin', 'Amélie'],
    ['Japanese', '七人の侍', 'Seven Samurai'],
    ['Japanese begun', '七人', 'Seven Samurai'],
    ['Russian in capitals', 'СТАЛКЕР', 'Stalker'],
    ['Russian with an error', 'левифаан', 'Leviathan'],
    ['words of both titles', 'samurai 七人の侍', 'Seven Samurai'],
    ['an apostrophe', "schindler's list", "Schindler's List"],
    ['a typographic one', 'schindler’s list', "Schindler's List"],
    ['an accent for one', 'schindler´s list', "Schindler's List"],
    ['none', 'schindlers list', "Schindler's List"],
    [
      'a plain one for a typographic',
      "who's afraid of virginia woolf",
      'Who’s Afraid of Virginia Woolf?',
    ],
    ['no dots', 'dr strangelove', 'Dr. Strangelove or: How I Learned to Stop Worrying'],
    [
      'more signs than the title has',
      '«Dr.» - Strangelove!?',
      'Dr. Strangelove or: How I Learned to Stop Worrying',
    ],
    ['a blank for a hyphen', 'spider man', 'Spider-Man'],
    ['a hyphen', 'spider-man', 'Spider-Man'],
    ['& as "and"', 'fast and furious', 'Fast & Furious'],
    ['&', 'fast & furious', 'Fast & Furious'],
    ['"and" as &', 'pride & prejudice', 'Pride and Prejudice'],
    ['signs alone', '$$$', '$$$'],
    ['blanks around and between', '  12   angry  men ', '12 Angry Men'],
    ['a blank too many', 'glad iator', 'Gladiator'],
    ['a blank too few', 'prideand prejudice', 'Pride and Prejudice'],
    ['none at all', 'spiderman', 'Spider-Man'],
    ['none, the last word begun', 'prideandprej', 'Pride and Prejudice'],
    ['a number in words', 'twelve angry men', '12 Angry Men'],
    ['a number in figures', '7 samurai', 'Seven Samurai'],
    ['a Roman one', 'vii samurai', 'Seven Samurai'],
    ['a figure for letters', 'se7en samurai', 'Seven Samurai'],
    ['part 2', 'godfather part 2', 'The Godfather Part II'],
    ['a year in words', 'nineteen seventeen', '1917'],
    [
      'an error in a short word',
      'return fo the king',
      'The Lord of the Rings: The Return of the King',
    ],
    ['a word too many', 'the schindlers list movie', "Schindler's List"],
  ])('%s: %s', async (_, words, title) => {
    expect(await find(words)).toEqual([title]);
  });

  test.each(['xylophone', 'blanca', 'zaws heta', '\u0301'])('nothing for %s', async (words) => {
    expect(await find(words)).toEqual([]);
  });
});

describe('order', () => {
  const like = async (title: string, { token } = user) => {
    await t.api.post(`/movies/${ids.get(title)}/like/`, undefined, { token });
    await t.app.get(BackgroundWork).runAll();
  };

  test('exact titles, then those that begin with the words, then the rest, each by likes', async () => {
    for (const title of ['Star Trek', 'Northern Star']) await like(title);
    expect((await find('star')).slice(0, 2)).toEqual(['Star', 'Star Trek']);
    expect((await find('star')).slice(2, 4).toSorted()).toEqual(['Star Wars', 'Stardust']);
    expect((await find('star')).slice(4)).toEqual(['Northern Star', 'Rising Star']);
    const second = await someUser(t.api);
    for (const title of ['Rising Star', 'Stardust']) {
      for (const liker of [user, second]) await like(title, liker);
    }
    expect(await find('STAR')).toEqual([
      'Star',
      'Stardust',
      'Star Trek',
      'Star Wars',
      'Rising Star',
      'Northern Star',
    ]);
  });

  test('the title exactly as typed is before the one that has an article besides', async () => {
    await like('The Matrix');
    expect(await find('matrix')).toEqual(['Matrix', 'The Matrix']);
    expect(await find('the matrix')).toEqual(['The Matrix', 'Matrix']);
    expect(await find('godfather')).toEqual(['The Godfather', 'The Godfather Part II']);
    expect(await find('godfahter')).toEqual(['The Godfather', 'The Godfather Part II']);
  });

  test('pages keep the order', async () => {
    const whole = await find('star');
    const pages = [];
    for (let page = 1; page <= 3; page += 1) {
      const { body } = await search('star', `&page_size=2&page=${page}`);
      expect([body.count, body.next === null]).toEqual([6, page === 3]);
      pages.push(...body.results.map((movie: { title: string }) => movie.title));
    }
    expect(pages).toEqual(whole);
    expect((await search('star', '&page_size=2&page=4')).status).toBe(404);
    expect((await search('xylophone')).body).toEqual({
      count: 0,
      next: null,
      previous: null,
      results: [],
    });
  });
});

test('filters: genre, year, year_min, year_max', async () => {
  expect(await find('the', '&genre=crime,DRAMA&year_max=1973')).toEqual(['The Godfather']);
  expect(await find('godfahter', '&year=1974')).toEqual(['The Godfather Part II']);
  expect(await find('star', '&year_min=2009&year_max=2018')).toEqual([
    'Star Trek',
    'Northern Star',
  ]);
  expect(await find('heat', '&genre=Drama|Crime')).toEqual(['Heat']);
  expect(await find('heat', '&genre=Drama')).toEqual([]);
  expect(await find('heat', '&genre=Unknown')).toEqual([]);
  for (const wrong of ['&genre=a,b|c', '&year=x', '&language=en', '&ordering=year']) {
    expect([wrong, (await search('heat', wrong)).status]).toEqual([wrong, 400]);
  }
});

const SIGNS = [
  '%',
  '&',
  '_',
  "'",
  '"',
  '|',
  '!',
  ':*',
  '\\',
  '*',
  '(',
  ')',
  '[',
  '?',
  '<->',
  '$',
  ';',
];
test.each(SIGNS)('%s is text', async (sign) => {
  expect((await search(sign)).status).toBe(200);
  expect(await find(`${sign}casablanca${sign}`)).toEqual(['Casablanca']);
  expect((await find(`casablanca ${sign} amadeus`)).toSorted()).toEqual(['Amadeus', 'Casablanca']);
  expect(await find(`xylo${sign}`)).toEqual([]);
});

test('without words it is 400', async () => {
  for (const query of ['', '?title=', '?title=%20%20', '?year=1999']) {
    const { status, body } = await t.api.get(`/movies/search/${query}`);
    expect([query, status, body.errors[0].field]).toEqual([query, 400, 'title']);
  }
});

const WIDE = Array.from({ length: 255 }, (_, at) =>
  String.fromCodePoint(0x3300 + ((at * 37) % 88)),
);
test.each<[string, { title: string; original_title?: string }]>([
  ['of a mark alone', { title: '\u0301' }],
  ['of a mark alone beside an original one', { title: '\u0323', original_title: 'Heart' }],
  ['with an original one of a mark alone', { title: 'Bare', original_title: '\u0301' }],
  ['of signs that stand for words each', { title: WIDE.join('') }],
  ['of signs that is cut at a blank', { title: `${'\u2026'.repeat(199)}!! x` }],
])('a title %s can be stored', async (_, input) => {
  const { status, body } = await t.api.post('/movies/', input, { token: user.token });
  expect([status, body.title]).toEqual([201, input.title]);
  for (const list of ['search', 'suggest']) {
    const found = await t.api.get(`/movies/${list}/?title=${encodeURIComponent(input.title)}`);
    expect(found.status).toBe(200);
  }
});

test('a word that only a title now gone had is a mistake again', async () => {
  const { id } = await someMovie(t.api, user, { title: 'Shawshenk' });
  expect(await find('shawshenk')).toContain('Shawshenk');
  await t.api.delete(`/movies/${id}/`, { token: user.token });
  expect(await find('shawshenk')).toEqual(['The Shawshank Redemption']);
  const { body } = await t.api.get('/movies/suggest/?title=shawshenk');
  expect(body.results.map(({ title }: { title: string }) => title)).toEqual([
    'The Shawshank Redemption',
  ]);
});

test('a changed title is found by its new words only, a deleted one not at all', async () => {
  const { id } = await someMovie(t.api, user, {
    title: 'Quixotic Umbrella',
    original_title: 'Paraguas',
  });
  expect(await find('quixotic')).toEqual(['Quixotic Umbrella']);
  await t.api.patch(`/movies/${id}/`, { title: 'Velvet Horizon' }, { token: user.token });
  for (const words of ['velvet', 'horizon velvet', 'velvte', 'paraguas'])
    expect(await find(words)).toEqual(['Velvet Horizon']);
  for (const words of ['quixotic', 'umbrella', 'qiuxotic']) expect(await find(words)).toEqual([]);
  await t.api.patch(`/movies/${id}/`, { original_title: null }, { token: user.token });
  expect(await find('paraguas')).toEqual([]);
  await t.api.delete(`/movies/${id}/`, { token: user.token });
  for (const words of ['velvet', 'velvte']) expect(await find(words)).toEqual([]);
});
