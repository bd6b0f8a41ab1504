/** Connections for the requests of one process. */
export const POOL_SIZE = 10;
