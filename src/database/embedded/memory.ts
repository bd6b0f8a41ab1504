import { totalmem } from 'node:os';

const MIB = 2 ** 20;
const LEAST_MIB = 128;
const MOST_MIB = 512;

/**
 * PostgreSQL's `shared_buffers`: a quarter of the memory that the process may have, as its manual
 * advises, within bounds. What is not needed is not touched.
 *
 * @returns such as `512MB`
 */
export function sharedBuffers(): string {
  const limit = process.constrainedMemory(); // of the container; 0 or beyond all memory: none
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const quarter = Math.floor(memory / 4 / MIB);
  return `${Math.max(LEAST_MIB, Math.min(MOST_MIB, quarter))}MB`;
}
