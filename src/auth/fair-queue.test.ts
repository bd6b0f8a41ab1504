import { FairQueue } from './fair-queue.js';

const refusal = () => new Error('refused');

/** A queue whose work ends when the test says so. */
function queueOf(limits: { atOnce?: number; waiting?: number; patience?: number } = {}) {
  const queue = new FairQueue({ atOnce: 1, waiting: 100, patience: 60_000, refusal, ...limits });
  const started: string[] = [];
  const refused: string[] = [];
  const ends: (() => void)[] = [];
  const add = (name: string): void => {
    const work = () =>
      new Promise<void>((end) => {
        started.push(name);
        ends.push(end);
      });
    queue.run(name[0]!, work).catch(() => refused.push(name));
  };
  const endOne = async (): Promise<void> => {
    ends.shift()!();
    await new Promise(setImmediate);
  };
  return { add, started, refused, ends, endOne };
}

async function addAll(add: (name: string) => void, names: string): Promise<void> {
  for (const name of names.split(' ')) add(name);
  await new Promise(setImmediate);
}

test('clients take turns, each in the order of its own work', async () => {
  const { add, started, ends, endOne } = queueOf();
  await addAll(add, 'a1 a2 a3 a4 b1 c1 b2');
  while (ends.length > 0) await endOne();
  expect(started.join(' ')).toBe('a1 a2 b1 c1 a3 b2 a4');
});

test('so many are under way at once, and places are given back after failures', async () => {
  const { add, started, endOne } = queueOf({ atOnce: 2 });
  await addAll(add, 'a1 a2 a3');
  expect(started).toEqual(['a1', 'a2']);
  await endOne();
  expect(started).toEqual(['a1', 'a2', 'a3']);
  const queue = new FairQueue({ atOnce: 1, waiting: 1, patience: 1000, refusal });
  await expect(queue.run('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await queue.run('a', () => Promise.resolve('done'))).toBe('done');
});

test('when it is full, whoever has the most in it gives way', async () => {
  const { add, started, refused, ends, endOne } = queueOf({ waiting: 3 });
  await addAll(add, 'a0 a1 a2 a3 a4'); // a0 is under way
  expect(refused).toEqual(['a4']);
  await addAll(add, 'b1');
  expect(refused).toEqual(['a4', 'a3']);
  await addAll(add, 'c1');
  expect(refused).toEqual(['a4', 'a3', 'a2']);
  await addAll(add, 'd1 b2'); // one each: nobody has the most
  expect(refused).toEqual(['a4', 'a3', 'a2', 'd1', 'b2']);
  while (ends.length > 0) await endOne();
  expect(started).toEqual(['a0', 'a1', 'b1', 'c1']);
});

test('what has waited too long is refused, and the next ones go on', async () => {
  const { add, started, refused, endOne } = queueOf({ patience: 50 });
  await addAll(add, 'a1 a2 b1');
  await new Promise((done) => setTimeout(done, 60));
  add('c1');
  await endOne();
  expect([started, refused]).toEqual([
    ['a1', 'c1'],
    ['a2', 'b1'],
  ]);
});
