// npm audit of what is deployed. A registry that cannot be asked, or knows no advisories, is no
// failure: the check says so and passes.
import { spawnSync } from 'node:child_process';

const { stdout, error } = spawnSync(
  'npm',
  [
    'audit',
    '--json',
    '--omit=dev',
    '--audit-level=high',
    '--fetch-retries=0',
    '--fetch-timeout=20000',
  ],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);

/** @returns {{ metadata?: { vulnerabilities: Record<string, number> }, vulnerabilities?: Record<string, { severity: string, via: (string | { title: string, url: string })[], range: string }>, message?: string, error?: { summary?: string } }} */
function report() {
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: error?.message ?? 'npm gave no report' };
  }
}

const { metadata, vulnerabilities = {}, ...failure } = report();
if (metadata === undefined) {
  const why = failure.message ?? failure.error?.summary ?? 'no reason given';
  console.log(`Audit skipped, no registry answered: ${why}`);
} else {
  const { high, critical, total } = metadata.vulnerabilities;
  console.log(
    `Audit: ${total} advisories for what is deployed, ${high + critical} of them high or critical`,
  );
  for (const [name, { severity, range, via }] of Object.entries(vulnerabilities)) {
    const told = via.map((it) =>
      typeof it === 'string' ? `through ${it}` : `${it.title} ${it.url}`,
    );
    console.log(`  ${severity}  ${name} ${range}: ${told.join('; ')}`);
  }
  if (high + critical > 0) process.exitCode = 1;
}
