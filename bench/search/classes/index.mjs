import { ARTICLES } from './articles.mjs';
import { AS_IT_IS } from './as-it-is.mjs';
import { BEYOND } from './beyond.mjs';
import { DIACRITICS } from './diacritics.mjs';
import { ERRORS } from './errors.mjs';
import { NUMERALS } from './numerals.mjs';
import { ORDER } from './order.mjs';
import { ORIGINAL_TITLES } from './originals.mjs';
import { SIGNS } from './signs.mjs';
import { SPACES } from './spaces.mjs';

/**
 * The ways in which a query comes from a title. Each has
 *
 * - `name`, and `count`: how many queries are wanted;
 * - `suits(title)`: whether it can be done to a title at all;
 * - `make(random, title, known)`: the query, or `undefined` where it did not work out this time;
 * - `couldGive(source, query)`: a test of any title, whether the query can have come from it.
 */
export const CLASSES = [
  ...AS_IT_IS,
  ...ARTICLES,
  ...DIACRITICS,
  ...ORDER,
  ...ERRORS,
  ...SPACES,
  ...NUMERALS,
  ...SIGNS,
  ...ORIGINAL_TITLES,
  ...BEYOND,
];
