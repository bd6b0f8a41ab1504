import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Beside each film stand others that have what is typed as a word, or as a year. */
const FILMS: [title: string, year: number | null][] = [
  ['Spider-Man', 2002],
  ['Spider-Man: No Way Home', 2021],
  ['Italian Spiderman', 2007],
  ['E.T. the Extra-Terrestrial', 1982],
  ['Et Cetera', 1990],
  ['L.A. Confidential', 1997],
  ['La La Land', 2016],
  ['A.I. Artificial Intelligence', 2001],
  ['The Ai Robot', 2012],
  ['X-Men: First Class', 2011],
  ['The Xmen Story', 2014],
  ['WALL·E', 2008],
  ['My Walle', 2015],
  ['M*A*S*H', 1970],
  ['Monster Mash', 1995],
  ['U.S. Marshals', 1998],
  ['The Usmarshals', 1999],
  ['D-Day', 2013],
  ['Remembering Dday', 2004],
  ['Ant-Man and the Wasp', 2018],
  ['The Antman Cometh', 1966],
  ['The A-Team', 2010],
  ['The Dark Knight', 2008],
  ['Alien', 1979],
  ['The Making of Alien 1979', 2003],
  ['Aliens', 1986],
  ['Casablanca', 1942],
  ['Night in Casablanca', 1946],
  ['Blade Runner', 1982],
  ['Blade Runner 2049', 2017],
  ['The Matrix', 1999],
  ['Parasite', 1982],
  ['Parasite', 2019],
  ['Citizen Kane', 1941],
  ['2001: A Space Odyssey', 1968],
  ['1917', 2019],
  ['Love Me 1917', 2019],
  ['1984', 1956],
  ['1984', 1984],
  ['Wonder Woman', 2017],
  ['Wonder Woman 1984', 2020],
  ['Class of 1984', 1982],
  ['Rocky', 1976],
  ['Star Wars', 1977],
  ['Star Trek', 2009],
  ['Hope Floats', 1998],
  ['Amélie', null],
  ['Salt & Pepper', 1968],
  ['Rock & Roll', 2017],
];

let t: TestApp;
let user: TestUser;
beforeAll(async () => {
  t = await startTestApp();
  user = await someUser(t.api);
  for (const [title, year] of FILMS) await someMovie(t.api, user, { title, year });
});
afterAll(() => t.close());

type List = 'search' | 'suggest';
interface Found {
  readonly title: string;
  readonly year: number | null;
}

async function find(title: string, list: List = 'search'): Promise<Found[]> {
  const { status, body } = await t.api.get(`/movies/${list}/?title=${encodeURIComponent(title)}`);
  expect([title, status]).toEqual([title, 200]);
  return body.results as Found[];
}

const titles = async (title: string, list?: List): Promise<string[]> =>
  (await find(title, list)).map((movie) => movie.title);

describe.each<List>(['search', 'suggest'])('%s', (list) => {
  test.each([
    ['spiderman', ['Spider-Man', 'Spider-Man: No Way Home', 'Italian Spiderman']],
    ['et', ['E.T. the Extra-Terrestrial', 'Et Cetera']],
    ['la', ['L.A. Confidential', 'La La Land']],
    ['ai', ['A.I. Artificial Intelligence', 'The Ai Robot']],
    ['xmen', ['X-Men: First Class', 'The Xmen Story']],
    ['walle', ['WALL·E', 'My Walle']],
    ['wall e', ['WALL·E']],
    ['mash', ['M*A*S*H', 'Monster Mash']],
    ['usmarshals', ['U.S. Marshals', 'The Usmarshals']],
    ['us marshals', ['U.S. Marshals', 'The Usmarshals']],
    ['dday', ['D-Day', 'Remembering Dday']],
    ['antman', ['Ant-Man and the Wasp', 'The Antman Cometh']],
    ['a team', ['The A-Team']],
    ['la confidential', ['L.A. Confidential']],
    ['thedarkknight', ['The Dark Knight']],
    ['lalaland', ['La La Land']],
  ])('%s finds titles that are or begin with it, blanks and signs aside', async (typed, all) => {
    const found = await titles(typed, list);
    expect(found.slice(0, all.length).toSorted()).toEqual(all.toSorted());
  });

  test.each<[string, string, number | null]>([
    ['alien (1979)', 'Alien', 1979],
    ['alien 1979', 'Alien', 1979],
    ['casablanca 1942', 'Casablanca', 1942],
    ['casablnaca 1942', 'Casablanca', 1942],
    ['casablanca 1943', 'Casablanca', 1942],
    ['blade runner 1982', 'Blade Runner', 1982],
    ['blade runner [1982]', 'Blade Runner', 1982],
    ['Blade.Runner.1982.1080p.BluRay', 'Blade Runner', 1982],
    ['blade runner 2049', 'Blade Runner 2049', 2017],
    ['blade runner 2049 (2017)', 'Blade Runner 2049', 2017],
    ['the matrix 1999', 'The Matrix', 1999],
    ['parasite 2019', 'Parasite', 2019],
    ['parasite 1982', 'Parasite', 1982],
    ['citizen kane 1941', 'Citizen Kane', 1941],
    ['2001 a space odyssey 1968', '2001: A Space Odyssey', 1968],
    ['2001', '2001: A Space Odyssey', 1968],
    ['1917', '1917', 2019],
    ['1917 2019', '1917', 2019],
    ['1984 (1956)', '1984', 1956],
    ['1984 1984', '1984', 1984],
    ['wonder woman 1984', 'Wonder Woman 1984', 2020],
    ['wonder woman 2017', 'Wonder Woman', 2017],
    ['class of 1984', 'Class of 1984', 1982],
    ['walle 2008', 'WALL·E', 2008],
    ['thedarkknight 2008', 'The Dark Knight', 2008],
    ['amelie 2001', 'Amélie', null],
  ])('%s finds %s of %s first', async (typed, title, year) => {
    expect((await find(typed, list))[0]).toMatchObject({ title, year });
  });

  test.each([
    ['casablanca film', 'Casablanca'],
    ['blade runner movie', 'Blade Runner'],
    ['film rocky', 'Rocky'],
    ['rocky xylophone', 'Rocky'],
    ['star wars episode iv a new hope', 'Star Wars'],
    ['amelie & !', 'Amélie'],
    ['& amelie', 'Amélie'],
    ['amelie |', 'Amélie'],
    ['amelie & salt', 'Salt & Pepper'],
    ['rock & roll', 'Rock & Roll'],
    ['salt & papper', 'Salt & Pepper'],
    [`${'qwz '.repeat(30)}casablanca`, 'Casablanca'],
  ])('%s is not empty: %s', async (typed, title) => {
    expect((await titles(typed, list))[0]).toBe(title);
  });
});

test('a year alone finds titles, not the films of that year', async () => {
  expect(await titles('1982')).toEqual([]);
  expect(await titles('1968')).toEqual([]);
});

test('a year that is changed, or taken away, is found no more', async () => {
  const { id } = await someMovie(t.api, user, { title: 'Quixotic', year: 1931 });
  const years = async (): Promise<string[][]> => [
    await titles('quixotic 1931'),
    await titles('quixotic 1932'),
  ];
  const ranked = async (): Promise<unknown> =>
    t.dataSource.query('SELECT words::text FROM movie_search WHERE movie_id = $1', [id]);
  expect(await years()).toEqual([['Quixotic'], ['Quixotic']]);
  await t.api.patch(`/movies/${id}/`, { year: 1932 }, { token: user.token });
  expect(await ranked()).toEqual([{ words: "'(1932)' 'quixotic'" }]);
  await t.api.patch(`/movies/${id}/`, { year: null }, { token: user.token });
  expect(await ranked()).toEqual([{ words: "'quixotic'" }]);
});
