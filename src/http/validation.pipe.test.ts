import type { ArgumentMetadata } from '@nestjs/common';
import { QueryInteger } from './fields/query-fields.js';
import { PageQuery } from './pagination/page.query.js';
import { InputPipe } from './validation.pipe.js';

const query: ArgumentMetadata = { type: 'query', metatype: PageQuery, data: undefined };

test('a good query is checked once, and nobody changes what many get', async () => {
  const pipe = new InputPipe();
  const first = (await pipe.transform({ page: '2' }, query)) as PageQuery;
  expect(first).toEqual(Object.assign(new PageQuery(), { page: 2 }));
  expect(await pipe.transform({ page: '2' }, query)).toBe(first);
  expect(await pipe.transform({ page: '3' }, query)).toMatchObject({ page: 3 });
  expect(() => Object.assign(first, { page: 9 })).toThrow(TypeError);
});

test('a bad query is refused each time', async () => {
  const pipe = new InputPipe();
  for (let time = 0; time < 2; time += 1) {
    await expect(pipe.transform({ page: '-1' }, query)).rejects.toMatchObject({ status: 400 });
  }
});

test('the same text for another input class is another query', async () => {
  class OtherQuery {
    @QueryInteger({ description: 'Another.', min: 1, max: 9 })
    other?: number;
  }
  const pipe = new InputPipe();
  await pipe.transform({ page: '2' }, query);
  await expect(
    pipe.transform({ page: '2' }, { ...query, metatype: OtherQuery }),
  ).rejects.toMatchObject({ status: 400 });
});
