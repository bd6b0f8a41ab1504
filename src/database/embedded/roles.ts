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

/**
 * In a cluster of version 0.1.0 the API's role is the superuser that initdb has made. That one cannot
 * lose the attribute, so it gets another name, and a plain role takes the name and what was owned. Run
 * by that superuser, in a transaction; a second run finds nothing to do.
 *
 * A role cannot rename itself, hence the one that exists for a moment. What belongs to an extension
 * stays the superuser's, as it does where a plain role creates a trusted extension.
 */
export const REPLACE_SUPERUSER = `
  DO $$
  DECLARE
    owned record;
    former oid := '${ROLE}'::regrole;
  BEGIN
    IF former <> 10 THEN RETURN; END IF; -- 10: the superuser that initdb has made
    CREATE ROLE renaming SUPERUSER;
    SET LOCAL SESSION AUTHORIZATION renaming;
    ALTER ROLE ${ROLE} RENAME TO ${SUPERUSER};
    SET LOCAL SESSION AUTHORIZATION ${SUPERUSER};
    DROP ROLE renaming;
    CREATE ROLE ${ROLE} LOGIN;
    ALTER DATABASE ${DATABASE} OWNER TO ${ROLE};
    FOR owned IN
      WITH objects (kind, class, id, owner) AS (
        SELECT 'SCHEMA', 'pg_namespace'::regclass, oid, nspowner FROM pg_namespace
        UNION ALL
        SELECT 'ROUTINE', 'pg_proc'::regclass, oid, proowner FROM pg_proc
        UNION ALL
        SELECT 'TABLE', 'pg_class'::regclass, oid, relowner FROM pg_class
        WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
      )
      SELECT kind, (pg_identify_object(class, id, 0)).identity FROM objects
      WHERE owner = former AND id >= 16384 -- the first that initdb has not made
        AND NOT EXISTS (
          -- Parts of an extension (e); the sequence of a column (a, i) goes with its table.
          SELECT FROM pg_depend
          WHERE classid = class AND objid = id AND objsubid = 0 AND deptype IN ('a', 'e', 'i')
        )
    LOOP
      EXECUTE format('ALTER %s %s OWNER TO ${ROLE}', owned.kind, owned.identity);
    END LOOP;
  END $$
`;
