/** Connections for the requests of one process, each for one statement or transaction at a time. */
export const POOL_SIZE = 10;

/** Connections for quick statements: PostgreSQL works at as many at once. */
const PIPELINE_SIZE = 4;

/** @returns how many connections for quick statements stand beside a pool; each serves many requests */
export const pipelineSize = (poolSize: number): number =>
  Math.min(PIPELINE_SIZE, Math.ceil(poolSize / 2));
