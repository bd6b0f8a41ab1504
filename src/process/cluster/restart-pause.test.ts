import { RestartPause } from './restart-pause.js';

test('the pause grows while workers end at once, up to 30 s, and is none after a long life', () => {
  const pause = new RestartPause();
  expect(pause.after(60_000)).toBe(0);
  expect([1, 2, 3, 4].map(() => pause.after(5))).toEqual([100, 200, 400, 800]);
  for (let times = 0; times < 2000; times += 1) pause.after(5);
  expect(pause.after(5)).toBe(30_000);
  expect(pause.after(10_000)).toBe(0);
  expect(pause.after(5)).toBe(100);
});
