/**
 * PostgreSQL's own error, which TypeORM wraps in a `QueryFailedError`. Told by its name: failures of the
 * start are read before TypeORM is loaded.
 */
export const driverErrorOf = (error: unknown): unknown =>
  error instanceof Error && error.name === 'QueryFailedError' && 'driverError' in error
    ? error.driverError
    : error;
