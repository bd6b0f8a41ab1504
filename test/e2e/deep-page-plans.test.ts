import pg from 'pg';
import { cloneDatabase } from '../support/cluster.js';
import { ADD_MOVIES, keepLandmarks, landmarks, pageStatement } from '../support/landmarks.js';
import { explained, rowsRead, tablesReadWhole, type PlanMode } from '../support/plans.js';

const MOVIES = 20_000;
const DISTANCE = 20;
/** Landmarks do not part movies that have one time and come close after each other. */
const MOST_PASSED = 2 * DISTANCE + 256;
/** Not yet taken up: by so many a landmark may be out, and some more are looked at. */
const CHANGES = 50;
const MOST_LANDMARKS = (2 * CHANGES) / DISTANCE + 2;

let client: pg.Client;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await cloneDatabase();
  drop = database.drop;
  client = new pg.Client(database.connection);
  await client.connect();
  await client.query(ADD_MOVIES, [0, 1, MOVIES / 2, 'singles']);
  await client.query(ADD_MOVIES, [MOVIES, 0, MOVIES / 2, 'import']);
  await keepLandmarks(client, DISTANCE);
  await client.query('VACUUM ANALYZE');
  await client.query(ADD_MOVIES, [MOVIES / 4, 0.01, CHANGES, 'changes']);
});
afterAll(async () => {
  await client.end();
  await drop();
});

const MODES: PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

describe.each(MODES)('%s', (mode) => {
  test.each(['-created_at', 'created_at'])(
    'a page far down by %s passes no more than lies between two landmarks',
    async (ordering) => {
      expect((await landmarks(client)).count).toBeGreaterThan(300);
      const first = await explained(client, pageStatement(ordering, 1, 20), mode);
      for (const page of [200, 500, 777, 1000]) {
        const far = await explained(client, pageStatement(ordering, page, 20), mode);
        expect(rowsRead(far, 'movies')).toBeLessThanOrEqual(MOST_PASSED + 40);
        expect(rowsRead(far, 'movies')).toBeGreaterThanOrEqual(40); // passed or not, those of the page twice
        expect(rowsRead(far, 'movie_landmarks')).toBeLessThanOrEqual(MOST_LANDMARKS);
        expect(far.blocks).toBeLessThanOrEqual(first.blocks + 60);
        expect(tablesReadWhole(far)).not.toContain('movies');
        expect(tablesReadWhole(far)).not.toContain('movie_landmarks');
      }
    },
  );
});

test('the first pages are what they were', () => {
  expect(pageStatement('-created_at', 50, 20).text).not.toContain('landmark');
  expect(pageStatement('-created_at', 60, 20).text).toContain('landmark');
  expect(pageStatement('-created_at,title', 60, 20).text).not.toContain('landmark');
  expect(pageStatement('title', 60, 20).text).not.toContain('landmark');
});
