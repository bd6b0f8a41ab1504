/**
 * Removes the `PG*` variables of the shell from this process and those that it starts. They say how to
 * reach another server: pg would take `PGSSLMODE`, `PGOPTIONS` and others for the embedded one, too.
 */
export function forgetPostgresVariables(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('PG')) delete process.env[name];
  }
}
