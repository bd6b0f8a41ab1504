import pg from 'pg';
import { REFRESH_POPULARITY } from '../../src/search/popularity.refresh.js';
import {
  literalSearch,
  nearSearch,
  sharedSearch,
  type Search,
} from '../../src/search/search.queries.js';
import type { Query } from '../../src/database/run/statement.js';
import { sharedWords } from '../../src/search/shared-words.js';
import { literalSuggestions } from '../../src/search/suggest.queries.js';
import { selectiveWords, type SelectiveWords } from '../../src/search/selective-words.js';
import { formsOfTitle } from '../../src/movies/title-forms.js';
import { typedTitle, type TypedTitle } from '../../src/search/typed-title.js';
import { cloneDatabase } from '../support/cluster.js';
import { NEAR_WORDS } from '../../src/search/corrections.js';

const MOVIES = 20_000;
const FREQUENT = ['the', 'of', 'the', 'star', 'a'];

let client: pg.Client;
let drop: () => Promise<void>;

/** Half of the titles have `the`, every fifth `star`, and each two of some three thousand others. */
const title = (index: number): string =>
  [
    FREQUENT[index % FREQUENT.length],
    `w${((index * 7919) % 1500).toString(36)}`,
    index % 2 === 0 ? 'the' : 'night',
    `x${((index * 104_729) % 1700).toString(36)}`,
  ].join(' ');

beforeAll(async () => {
  const database = await cloneDatabase();
  drop = database.drop;
  client = new pg.Client(database.connection);
  await client.connect();
  const rows = Array.from({ length: MOVIES }, (_, index) => {
    const { joined, terms } = formsOfTitle(title(index));
    const year = 1920 + (index % 100);
    return { title: title(index), joined, terms, year, description: 'Seen it. '.repeat(20) };
  });
  await client.query(
    `INSERT INTO movies (title, title_key, joined_title, title_terms, year, description)
     SELECT title, title, joined, terms, year, description FROM json_to_recordset($1) AS given (
       title text, joined text, terms text[], year smallint, description text)`,
    [JSON.stringify(rows)],
  );
  await client.query('UPDATE movie_counts SET like_count = 1000 / (movie_id * 7919 % 20011 + 1)');
  await client.query(REFRESH_POPULARITY.text, [0]);
  await client.query('VACUUM ANALYZE');
});
afterAll(async () => {
  await client.end();
  await drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Plan[];
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** The tables that a statement reads from end to end, whether or not the planner knows the values. */
async function readWhole({ text, values }: Query): Promise<string[]> {
  const found: string[] = [];
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    await client.query(`SET plan_cache_mode = ${mode}`);
    await client.query(`PREPARE searched AS ${text}`);
    const literals = values.map((value) => pg.escapeLiteral(asText(value))).join(', ');
    const { rows } = await client.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE searched (${literals})`,
    );
    await client.query('DEALLOCATE searched');
    found.push(
      ...nodes(rows[0]['QUERY PLAN'][0].Plan as Plan)
        .filter((node) => node['Node Type'] === 'Seq Scan')
        .map((node) => node['Relation Name']!),
    );
  }
  return found.filter((name) => name !== 'users'); // of which there are none
}

/** As PostgreSQL reads it; JSON writes lists of texts that it reads, too, but for the brackets. */
const asText = (value: unknown): string =>
  Array.isArray(value) ? JSON.stringify(value).replace(/^\[(.*)\]$/s, '{$1}') : String(value);

const typed = (text: string): TypedTitle => typedTitle(text)!;
const search: Search = {
  filter: {},
  slice: { kind: 'page', page: 1, limit: 20, offset: 0 },
  reader: { viewer: undefined, origin: 'http://localhost' },
};

/** Whether all words count as rare, or as common. */
const tellings = ({ literal }: TypedTitle): SelectiveWords[] =>
  [0, 1_000_000].map((titles) =>
    selectiveWords(
      literal,
      literal.map(() => titles),
    ),
  );

const QUERIES = [
  title(4711),
  title(815).slice(0, -2),
  'star',
  's',
  'the',
  'of the',
  'a b c d',
  'star 1999',
  'la star 1999',
  'the team',
  'a'.repeat(255),
  'xylophone',
];

test('the table is large enough for the test to mean something', async () => {
  const { rows } = await client.query(
    `EXPLAIN (FORMAT JSON) SELECT movie_id FROM movie_search WHERE joined_title LIKE '%star%'`,
  );
  expect(JSON.stringify(rows)).toContain('Seq Scan');
});

test.each(QUERIES)('as typed: %s', async (text) => {
  for (const telling of tellings(typed(text))) {
    expect(await readWhole(literalSearch(typed(text), telling, search))).toEqual([]);
  }
});

test.each(QUERIES)('while typing: %s', async (text) => {
  for (const telling of tellings(typed(text))) {
    expect(await readWhole(literalSuggestions(typed(text), telling))).toEqual([]);
  }
});

test.each([
  ['words', { query: `('star'|'stay'|'the')&('night')` }],
  ['words beside those that are kept', { query: `('star'|'stay')`, kept: `('night')` }],
])('with errors, by %s', async (_, meant) => {
  expect(await readWhole(nearSearch(typed('star nigth'), meant, search))).toEqual([]);
});

test.each([0, 1_000_000])('with words that titles share, of which %i have each', async (titles) => {
  const { literal } = typed('the star of night 1999');
  for (const shared of sharedWords(literal, (words) => words.map(() => titles))) {
    expect(await readWhole(sharedSearch(shared, search))).toEqual([]);
  }
});

test('with errors, by whole titles', async () => {
  const meant = { query: ['star', 'stark', 'night'] };
  expect(await readWhole(nearSearch(typed('stra'), meant, search))).toEqual([]);
});

test('the vocabulary', async () => {
  const values = ['{nigth,wxyzabc,satr}', `{'nigth','wxyzabc',NULL}`, '{ni,gth}', 'true'];
  expect(await readWhole({ ...NEAR_WORDS, values })).toEqual([]);
});
