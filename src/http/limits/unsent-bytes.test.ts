import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { UnsentBytes } from './unsent-bytes.js';

const MIB = 1024 * 1024;

let unsent: UnsentBytes;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick'] });
  unsent = new UnsentBytes();
});
afterEach(() => jest.useRealTimers());

const socket = (): Socket & { destroy: jest.Mock } =>
  Object.assign(new EventEmitter(), { destroy: jest.fn() }) as never;

test('bytes count until the last one has left or the connection ends', () => {
  const one = socket();
  const sent = unsent.add(one, 'a', 10);
  unsent.add(one, 'a', 20);
  unsent.add(socket(), 'b', 40);
  sent();
  sent(); // a second time changes nothing
  expect(unsent.bytes).toBe(60);
  one.emit('close');
  expect(unsent.bytes).toBe(40);
});

test('an address has 32 MiB, and others have theirs', () => {
  unsent.add(socket(), 'a', 31 * MIB);
  expect(unsent.hasRoom('a', MIB)).toBe(true);
  expect(unsent.hasRoom('a', MIB + 1)).toBe(false);
  expect(unsent.hasRoom('b', 32 * MIB)).toBe(true);
  expect([unsent.refused, unsent.closed]).toEqual([1, 0]);
});

test('the process has 256 MiB', () => {
  for (let client = 0; client < 8; client += 1) unsent.add(socket(), `${client}`, 32 * MIB);
  expect(unsent.hasRoom('new', 1)).toBe(false);
  expect(unsent.refused).toBe(1);
});

test('what has waited for five seconds is closed for the room that is needed, the oldest first', () => {
  const sockets = Array.from({ length: 4 }, (_, index) => {
    const one = socket();
    unsent.add(one, 'a', 8 * MIB);
    if (index < 3) jest.advanceTimersByTime(1000);
    return one;
  });
  const closed = (): boolean[] => sockets.map((one) => one.destroy.mock.calls.length > 0);
  expect(unsent.hasRoom('a', 1)).toBe(false);
  jest.advanceTimersByTime(3000);
  expect(unsent.hasRoom('a', 1)).toBe(true);
  expect(closed()).toEqual([true, false, false, false]);
  jest.advanceTimersByTime(1000);
  expect(unsent.hasRoom('b', 1)).toBe(true); // nobody else's room is needed
  expect(closed()).toEqual([true, false, false, false]);
  expect(unsent.hasRoom('a', 16 * MIB)).toBe(true);
  expect(closed()).toEqual([true, true, false, false]);
  expect([unsent.bytes, unsent.closed]).toEqual([16 * MIB, 2]);
});
