import { whyTooOld, whyUnusable } from './unusable.js';

const AT = 'PostgreSQL at db.example.org/movies';

const ofDatabase = (code: string): Error =>
  Object.assign(new Error('a secret of the server'), { code, severity: 'FATAL' });

test.each([
  [ofDatabase('28P01'), /refuses the password: put the right one into DATABASE_URL$/],
  [ofDatabase('28000'), /refuses this user: look at DATABASE_URL/],
  [ofDatabase('3D000'), /has no such database: make it/],
  [ofDatabase('42501'), /must own the database$/],
  [ofDatabase('53300'), /has no connection left: raise max_connections/],
  [
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    /cannot be reached \(ECONNREFUSED\): start it, or change DATABASE_URL$/,
  ],
  [new Error('timeout expired'), /cannot be reached: start it/],
])('%s is told with what to do', (error, line) => {
  const why = whyUnusable(error, AT)!;
  expect(why).toMatch(line);
  expect(why.startsWith(`${AT} `)).toBe(true);
  expect(why).not.toContain('secret');
});

test('a statement that is wrong is no fault of the settings', () => {
  expect(whyUnusable(ofDatabase('42703'), AT)).toBeUndefined();
  expect(whyUnusable(new TypeError('of ours'), AT)).toBeUndefined();
});

test('14 is the oldest version', () => {
  expect(whyTooOld(13, AT)).toBe(`${AT} has version 13: 14 or newer is needed`);
  expect(whyTooOld(14, AT)).toBeUndefined();
});
