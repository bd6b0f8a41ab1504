import type { Logger } from 'typeorm';

const silent = (): void => undefined;

/** A logger for TypeORM that tells of statements that fail, and is silent otherwise. */
export const statementErrors = (tell: (error: unknown) => void): Logger => ({
  log: silent,
  logMigration: silent,
  logQuery: silent,
  logQueryError: (error) => tell(error),
  logQuerySlow: silent,
  logSchemaBuild: silent,
});
