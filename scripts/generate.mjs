// Writes the files that are made from the code, or with --check compares them and fails on a
// difference. They need a database: a throw-away embedded one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import prettier from 'prettier';
import { clientFiles } from './generate/client.mjs';
import { collectionOf } from './generate/collection.mjs';
import { recordExamples } from './generate/example-journey.mjs';

const root = join(import.meta.dirname, '..');
const built = (path) => import(join(root, 'dist', path));

const { status } = spawnSync(
  process.execPath,
  [join(import.meta.dirname, 'run.mjs'), '--build-only'],
  {
    stdio: 'inherit',
  },
);
if (status !== 0) process.exit(1);

/** @param examples none in a document that is only to say where things are */
async function openApi(examples) {
  const { describeApp } = await built('app.setup.js');
  const { readConfig } = await built('config/environment.js');
  const { createDataSource } = await built('database/connect/data-source.js');
  const dataSource = createDataSource({}, { entities: [] });
  return describeApp({ config: readConfig({}), dataSource, jwtSecret: '' }, examples);
}

async function errorsPage() {
  const { PROBLEMS } = await built('http/problems/catalogue.js');
  const sections = Object.entries(PROBLEMS).map(
    ([name, { status: code, title, explanation }]) =>
      `## ${name}\n\n**${code} ${title}.** ${explanation}\n`,
  );
  return `# Errors\n\nEvery error is \`application/problem+json\` (RFC 9457) with \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\`,\n\`request_id\` and, for 400 and 409, \`errors\`: a list of \`{field, message}\`. The \`type\` is the address of a page\nof the API itself, \`/problems/NAME/\`, with these names:\n\n${sections.join('\n')}`;
}

function permissionsPage(document) {
  const rows = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([verb, operation]) =>
        `| \`${verb.toUpperCase()} ${path}\` | ${operation['x-permission']} | ${operation.summary} |`,
    ),
  );
  return `# Permissions\n\n| route | who may | what it does |\n|---|---|---|\n${rows.join('\n')}\n\n- **AllowAny**: anyone.\n- **IsAuthenticated**: a valid token.\n- **IsAuthenticatedOrReadOnly**: reading: anyone; writing: a valid token.\n- **IsOwnerOrAdmin**: whoever created it, or an admin.\n- **IsOwner**: whoever created it.\n`;
}

/** What takes a database: the schema that the migrations make, and the examples. */
async function fromDatabase() {
  const { EmbeddedDatabase } = await built('database/embedded/embedded-database.js');
  const { createDataSource } = await built('database/connect/data-source.js');
  const { migrate } = await built('database/migrations/migrate.js');
  const { describeSchema } = await built('database/migrations/schema.js');
  const folder = mkdtempSync(join(tmpdir(), 'movie-api-generate-'));
  const database = await EmbeddedDatabase.open(folder, 'server', () => undefined);
  try {
    const dataSource = await createDataSource(database.address, { entities: [] }).initialize();
    await migrate(dataSource);
    const schema = await describeSchema(dataSource);
    await dataSource.destroy();
    const addresses = await openApi({ operations: {}, problems: {} });
    const examples = await recordExamples(built, database, folder, addresses);
    return { schema, examples };
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

const { schema, examples } = await fromDatabase();
const document = await openApi(examples);
const { PROBLEMS } = await built('http/problems/catalogue.js');
const files = {
  'src/http/openapi/examples.json': json(examples),
  'openapi.json': json(document),
  'docs/collection/movie-api.postman_collection.json': json(collectionOf(document)),
  'docs/errors.md': await errorsPage(),
  'docs/permissions.md': permissionsPage(document),
  'docs/schema.md': schema,
  ...(await clientFiles(document, Object.keys(PROBLEMS))),
};
const check = process.argv.includes('--check');
for (const [name, content] of Object.entries(files)) {
  const path = join(root, name);
  const text = name.endsWith('.md')
    ? await prettier.format(content, {
        ...(await prettier.resolveConfig(path)),
        parser: 'markdown',
      })
    : content;
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${name} is out of date: npm run generate\n`);
    process.exitCode = 1;
  }
}
