/** Made by initdb. It makes the role below, and nothing of the API connects as it. */
export const SUPERUSER = 'postgres';

/** The API's role: it owns the database and what is in it, and is no superuser. */
export const ROLE = 'movie_api';
export const DATABASE = 'postgres';

/** What a new cluster is told in single-user mode, where each line is a statement. */
export const MAKE_ROLE = [
  `CREATE ROLE ${ROLE} LOGIN`,
  `ALTER DATABASE ${DATABASE} OWNER TO ${ROLE}`,
  '',
].join('\n');
