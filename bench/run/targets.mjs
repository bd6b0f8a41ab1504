// What the product may cost beside the reference, which has no feature but the answer.

/** Requests a second, and CPU of server and PostgreSQL together, as ratios to the reference's. */
export const READ = { rate: 0.85, cpu: 1.3 };
export const WRITE = { rate: 0.75 };

/** How much slower the largest catalogue may be than the smallest. */
export const MOST_GROWTH = 1.3;
