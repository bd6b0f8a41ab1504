// Holds openapi.json against the rules of redocly.yaml; a warning counts as much as an error. First it
// makes mistakes of its own in the document: a linter that does not see those sees nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatProblems,
  getTotals,
  lintConfig,
  lintFromString,
  loadConfig,
} from '@redocly/openapi-core';

const root = join(import.meta.dirname, '..');
const file = join(root, 'openapi.json');
const text = readFileSync(file, 'utf8');
const config = await loadConfig({ configPath: join(root, 'redocly.yaml') });

const lint = (source) => lintFromString({ source, absoluteRef: file, config });

/** Rules, and what breaks them. */
const MISTAKES = {
  struct: ({ info }) => delete info.title,
  'no-unresolved-refs': ({ components }) => delete components.schemas.Movie,
  'no-unused-components': ({ components }) => (components.schemas.Forgotten = { type: 'object' }),
  'no-invalid-media-type-examples': ({ paths }) => {
    paths['/me/'].get.responses[200].content['application/json'].example.id = 'one';
  },
  'operation-description': ({ paths }) => delete paths['/movies/'].get.description,
  'operation-4xx-problem-details-rfc7807': ({ components }) => {
    delete components.responses.NotFound.content;
  },
  'response-contains-header': ({ components }) => {
    delete components.responses.TooManyRequests.headers['Retry-After'];
  },
  'scalar-property-missing-example': ({ components }) => {
    delete components.schemas.Movie.properties.title.example;
  },
};

for (const [rule, makeMistake] of Object.entries(MISTAKES)) {
  const broken = JSON.parse(text);
  makeMistake(broken);
  const found = await lint(JSON.stringify(broken));
  if (!found.some(({ ruleId }) => ruleId === rule))
    throw new Error(`redocly.yaml lets a mistake pass that breaks ${rule}`);
}

const problems = [...(await lintConfig({ config })), ...(await lint(text))];
formatProblems(problems, { format: 'stylish', totals: getTotals(problems), maxProblems: 1000 });
if (problems.length > 0) process.exitCode = 1;
else
  process.stdout.write(
    `openapi.json breaks no rule (${Object.keys(MISTAKES).length} mistakes are found)\n`,
  );
