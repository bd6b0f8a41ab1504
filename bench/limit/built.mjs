import { join } from 'node:path';

/** Imports a part of the product, as it is built. */
export const built = (...path) => import(join(import.meta.dirname, '..', '..', 'dist', ...path));
