import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { someFolder, type Folder } from '../support/command.js';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ROOT = join(import.meta.dirname, '..', '..');
const MODULES = join(ROOT, 'node_modules');
const ANGULAR = join(ROOT, 'test', 'support', 'angular-http.ts');
const run = promisify(execFile);

let t: TestApp;
let user: TestUser;
let movie: number;
let folder: Folder;
beforeAll(async () => {
  t = await startTestApp({ worker: false });
  user = await someUser(t.api);
  movie = (await someMovie(t.api, user)).id;
  folder = someFolder();
  folder.write('api.json', (await t.api.get('/openapi.json')).text);
});
afterAll(async () => {
  folder.remove();
  await t.close();
});

/** A program with a generated client: it prints the server it knows, a page, and a like. */
const PROGRAMS: Record<string, { generate: string[]; program: string }> = {
  'swagger-typescript-api': {
    generate: ['dist/cli.mjs', 'generate', '-p', 'api.json', '-o', 'swagger-typescript-api'],
    program: `
      import { Api } from './swagger-typescript-api/Api';
      const headers = { authorization: process.argv[2]! };
      const api = new Api<unknown>({ securityWorker: () => ({ headers }) });
      const page = await api.movies.listMovies({ page_size: 1 });
      const like = await api.movies.likeMovie(page.data.results[0]!.id);
      console.log(JSON.stringify([api.baseUrl, page.data, like.data]));`,
  },
  'ng-openapi-gen': {
    generate: ['lib/index.js', '-i', 'api.json', '-o', 'ng-openapi-gen'],
    program: `
      import { firstValueFrom } from 'rxjs';
      import { HttpClient } from '@angular/common/http';
      import { ApiConfiguration } from './ng-openapi-gen/api-configuration';
      import { likeMovie } from './ng-openapi-gen/fn/likes/like-movie';
      import { listMovies } from './ng-openapi-gen/fn/movies/list-movies';
      const http = new HttpClient(process.argv[2]!);
      const { rootUrl } = new ApiConfiguration();
      const page = await firstValueFrom(listMovies(http, rootUrl, { page_size: 1 }));
      const { id } = page.body.results[0]!;
      const like = await firstValueFrom(likeMovie(http, rootUrl, { id }));
      console.log(JSON.stringify([rootUrl, page.body, like.body]));`,
  },
};

test.each(Object.entries(PROGRAMS))(
  'a client that %s makes of the document reaches the server that gave it',
  async (name, { generate: [tool, ...args], program }) => {
    await run('node', [join(MODULES, name, tool!), ...args], { cwd: folder.path });
    const source = join(folder.path, `${name}.ts`);
    writeFileSync(source, program);
    const outfile = join(folder.path, `${name}.mjs`);
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      nodePaths: [MODULES],
      alias: { '@angular/common/http': ANGULAR, '@angular/core': ANGULAR },
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    });
    const { stdout } = await run('node', [outfile, `Bearer ${user.token}`]);
    const [server, page, like] = JSON.parse(stdout) as [string, object, object];
    expect(server).toBe(t.api.origin);
    expect(page).toMatchObject({ count: 1, results: [{ id: movie }] });
    expect(like).toEqual({ movie_id: movie, like_count: expect.any(Number), liked: true });
  },
);

test('the client of swagger-typescript-api is sound TypeScript', async () => {
  const tsc = join(MODULES, 'typescript-native', 'bin', 'tsc');
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext'];
  const types = ['--target', 'es2022', '--lib', 'es2022,dom,dom.iterable', '--types', ''];
  const file = join('swagger-typescript-api', 'Api.ts');
  await run('node', [tsc, ...options, ...types, file], { cwd: folder.path });
});
