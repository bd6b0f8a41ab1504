import { Problem } from './problem.js';
import { unknownName } from '../input/validation.pipe.js';

test('the detail of wrong fields is one sentence, however each ends', () => {
  const titel = { field: 'titel', message: unknownName('titel', 'field', ['title']) };
  const title = { field: 'title', message: 'is required' };
  const asked = 'titel is not a known field; did you mean title?';
  expect(Problem.invalid([title]).detail).toBe('title is required.');
  expect(Problem.invalid([titel]).detail).toBe(asked);
  expect(Problem.invalid([title, titel]).detail).toBe(`title is required; ${asked}`);
  expect(Problem.invalid([titel, title]).detail).toBe(`${asked} title is required.`);
  expect(Problem.taken([title, title]).detail).toBe('title is required; title is required.');
});
