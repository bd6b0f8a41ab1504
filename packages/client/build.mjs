// Writes dist: the client as an ES module and as CommonJS, each with its types. Those of openapi-fetch
// go with them, as its code does, so that nothing else has to be installed.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundle, openApiFetch } from './bundle.mjs';

const here = import.meta.dirname;
const [dist, esm, cjs] = ['dist', 'dist/esm', 'dist/cjs'].map((folder) => join(here, folder));
const { resolve } = createRequire(import.meta.url);
const write = (folder, name, text) => writeFileSync(join(folder, name), text);

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: here,
  stdio: 'inherit',
});
const helpers = dirname(
  createRequire(join(openApiFetch, 'package.json')).resolve('openapi-typescript-helpers'),
);
cpSync(join(openApiFetch, 'dist', 'index.d.ts'), join(esm, 'openapi-fetch.d.ts'));
cpSync(join(helpers, 'index.d.ts'), join(esm, 'openapi-typescript-helpers.d.ts'));
for (const name of readdirSync(esm)) {
  const text = readFileSync(join(esm, name), 'utf8');
  const local = text.replaceAll(
    /(['"])(openapi-fetch|openapi-typescript-helpers)\1/g,
    (_, quote, packageName) => `${quote}./${packageName}.js${quote}`,
  );
  write(esm, name, local);
}

mkdirSync(cjs);
cpSync(esm, cjs, { recursive: true });
write(cjs, 'package.json', '{ "type": "commonjs" }\n');
write(esm, 'index.js', await bundle({ format: 'esm' }));
write(cjs, 'index.js', await bundle({ format: 'cjs' }));
cpSync(join(openApiFetch, 'LICENSE'), join(dist, 'LICENSE-openapi-fetch'));
