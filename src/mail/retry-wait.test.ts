import { retryWait } from './retry-wait.js';

const shortest = (): number => 0;
const middle = (): number => 0.5;
const longest = (): number => 1 - Number.EPSILON;

test('the first wait is 4 to 6 seconds', () => {
  expect(retryWait(1, shortest)).toBe(4);
  expect(retryWait(1, middle)).toBe(5);
  expect(retryWait(1, longest)).toBeCloseTo(6);
});

test('each wait is twice the one before, up to an hour', () => {
  const waits = Array.from({ length: 13 }, (_, index) => retryWait(index + 1, middle));
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]);
});

test.each([11, 100, 5000])('after %d failures it is still an hour, more or less', (failures) => {
  expect(retryWait(failures, shortest)).toBeCloseTo(3600 * 0.8);
  expect(retryWait(failures, longest)).toBeCloseTo(3600 * 1.2);
});

test('mails that failed together do not come back together', () => {
  const waits = Array.from({ length: 50 }, () => retryWait(1));
  expect(new Set(waits).size).toBeGreaterThan(1);
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(4);
    expect(wait).toBeLessThan(6);
  }
});
