import { foldCase } from '../http/input/text.js';

/** Names that people would take for the service's own. */
const RESERVED = new Set(
  `abuse admin administrator api help helpdesk hostmaster info mailerdaemon mod moderator movieapi
  noreply official postmaster root security staff superuser support sysadmin system webmaster`.split(
    /\s+/,
  ),
);

/** Whether a new name would be taken for the service's own, in any case and with any separators. */
export const isReservedName = (username: string): boolean =>
  RESERVED.has(foldCase(username).replaceAll(/[_.-]/g, ''));
