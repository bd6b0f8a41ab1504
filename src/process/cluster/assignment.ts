import type { DatabaseServer } from '../../database/connect/connection.js';
import type { Share } from './shares.js';

/**
 * What a worker is told once the database is there. It goes through the pipe between the two
 * processes: neither the address of the database nor the secret stands on a command line.
 */
export interface Assignment {
  readonly share: Share;
  /** The embedded one; others are found by `DATABASE_URL`. */
  readonly embedded: Pick<DatabaseServer, 'connection' | 'description'> | undefined;
  readonly jwtSecret: string;
}

/** Primary to worker. */
export type Order =
  | { readonly kind: 'serve'; readonly assignment: Assignment }
  /** Finish the requests under way, then end. */
  | { readonly kind: 'stop' };

/** Worker to primary: it hears orders from now on; what was sent before is lost. */
export interface Hearing {
  readonly kind: 'hearing';
}
