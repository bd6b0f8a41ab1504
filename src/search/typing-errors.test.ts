import { typingErrors } from './typing-errors.js';

test.each([
  ['godfather', 'godfather', 0],
  ['godfahter', 'godfather', 1],
  ['godfther', 'godfather', 1],
  ['goddfather', 'godfather', 1],
  ['gotfather', 'godfather', 1],
  ['ogdfahter', 'godfather', 2],
  ['kasablanka', 'casablanca', 2],
  ['glaidaotr', 'gladiator', 2],
  ['', 'jaws', 4],
  ['jaws', '', 4],
])('%s for %s: %i', (typed, meant, errors) => {
  expect(typingErrors(typed, meant)).toBe(errors);
});
