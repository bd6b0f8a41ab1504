import { ConfigError } from '../../config/environment.js';
import { shares } from './shares.js';
import { pipelineSize } from '../../database/connect/client.js';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

test('few workers have the pool of a process by itself, and the deliveries are divided', () => {
  expect(shares({ workers: 3, worker: true, mailConcurrency: 4 }, 247)).toEqual([
    { poolSize: 10, mailConcurrency: 2 },
    { poolSize: 10, mailConcurrency: 1 },
    { poolSize: 10, mailConcurrency: 1 },
  ]);
});

test('no worker sends where none is to', () => {
  const all = shares({ workers: 2, worker: false, mailConcurrency: 4 }, 97);
  expect(all.map(({ mailConcurrency }) => mailConcurrency)).toEqual([0, 0]);
});

test.each([1, 2, 7, 16, 39, 64])('%i workers stay within what the database allows', (workers) => {
  const all = shares({ workers, worker: true, mailConcurrency: 4 }, 247);
  expect(all).toHaveLength(workers);
  expect(sum(all.map(({ mailConcurrency }) => mailConcurrency))).toBe(4);
  const listeners = all.filter(({ mailConcurrency }) => mailConcurrency > 0).length;
  const pools = sum(all.map(({ poolSize }) => poolSize + pipelineSize(poolSize)));
  expect(pools + 4 + listeners).toBeLessThanOrEqual(237);
  for (const { poolSize } of all) expect(poolSize).toBeGreaterThanOrEqual(2);
});

test('too many are refused with the number that would do', () => {
  const tooMany = (): unknown => shares({ workers: 64, worker: true, mailConcurrency: 4 }, 97);
  expect(tooMany).toThrow(ConfigError);
  expect(tooMany).toThrow('WORKERS must be at most 26 with the 97 connections');
  expect(shares({ workers: 26, worker: true, mailConcurrency: 4 }, 97)).toHaveLength(26);
});
