import { health, login, logout, register } from './account.steps.mjs';
import { comment, likeTwice, overwriteNothing, readOnce } from './exchange.steps.mjs';
import { createOnce, mistakes, walk } from './film.steps.mjs';
import { list, search, suggest } from './finding.steps.mjs';

/** The journey, from a look at the server to a token that is no longer good. */
export const STEPS = [
  health,
  register,
  login,
  createOnce,
  list,
  likeTwice,
  comment,
  search,
  suggest,
  readOnce,
  overwriteNothing,
  walk,
  mistakes,
  logout,
];
