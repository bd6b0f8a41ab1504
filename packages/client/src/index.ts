export { MovieApi } from './client.js';
export { ConnectionError } from './connection-error.js';
export type * from './models.js';
export type { ProblemKind } from './operations.js';
export type { MovieApiOptions } from './options.js';
export type { Walk } from './pages.js';
export { ProblemError, type FieldError } from './problem-error.js';
export type { paths } from './schema.js';
export type {
  AnswerOf,
  BodyOf,
  ListPath,
  Method,
  OptionsOf,
  Page,
  PathOf,
  RowOf,
  WholeAnswer,
} from './types.js';
