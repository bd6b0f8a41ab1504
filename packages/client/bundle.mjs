// Puts the client and openapi-fetch into one file, without any dependency at run time.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const { name, version } = read(join(import.meta.dirname, 'package.json'));

/** Where openapi-fetch is: its code, its types and its licence go with the client. */
export const openApiFetch = dirname(
  dirname(createRequire(import.meta.url).resolve('openapi-fetch')),
);

const banner = `/*!
 * ${name} ${version}, MIT licence.
 * Contains openapi-fetch ${read(join(openApiFetch, 'package.json')).version}, copyright (c) 2023 Drew Powers, MIT licence:
 * https://github.com/openapi-ts/openapi-typescript/blob/main/packages/openapi-fetch/LICENSE
 */`;

/**
 * @param {object} options
 * @param {'esm' | 'cjs'} options.format
 * @param {boolean} [options.minify]
 * @param {string} [options.operations] instead of `src/operations.ts`
 * @returns {Promise<string>} the JavaScript
 */
export async function bundle({ format, minify = false, operations }) {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'src', 'index.ts')],
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: banner },
    format,
    minify,
    plugins: operations === undefined ? [] : [generated(operations)],
  });
  return outputFiles[0].text;
}

/** So that a change of the document is in the bundle before it is in the folder. */
const generated = (operations) => ({
  name: 'generated',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/operations\.js$/ }, ({ path }) => ({ path, namespace: 'generated' }));
    onLoad({ filter: /./, namespace: 'generated' }, () => ({ contents: operations, loader: 'ts' }));
  },
});
