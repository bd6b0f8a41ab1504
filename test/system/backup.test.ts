import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../support/client.js';
import { PASSWORD, someComment, someMovie, someUser } from '../support/factories.js';
import { loadDocument } from '../support/openapi.js';
import { startServer, type ServerProcess } from '../support/server-process.js';

let folder: string;
const servers: ServerProcess[] = [];
beforeAll(async () => {
  await loadDocument();
  folder = mkdtempSync(join(tmpdir(), 'movie-api-backup-'));
});
afterAll(async () => {
  for (const server of servers) await server.end();
  rmSync(folder, { recursive: true, force: true });
});

async function start(name: string): Promise<[Client, ServerProcess]> {
  const server = await startServer({ DATA_DIR: join(folder, name) });
  servers.push(server);
  return [new Client(server.origin), server];
}

test('a copy of the data folder, made while the server is stopped, is a backup', async () => {
  const [before, first] = await start('data');
  const user = await someUser(before);
  const { token } = user;
  const movie = await someMovie(before, user, { title: 'Kept', genres: ['Archive'] });
  await before.post(`/movies/${movie.id}/like/`, undefined, { token });
  await someComment(before, user, movie.id);
  expect(await first.end()).toBe(0);
  // As docs/operations.md says.
  const tar = (...parameters: string[]): Buffer => execFileSync('tar', parameters, { cwd: folder });
  tar('--create', '--gzip', '--file=backup.tar.gz', 'data');

  const [, second] = await start('data');
  const lost = await someMovie(new Client(second.origin), user, { title: 'After the backup' });
  expect(await second.end()).toBe(0);
  rmSync(join(folder, 'data'), { recursive: true });
  tar('--extract', '--same-owner', '--file=backup.tar.gz');

  const [after] = await start('data');
  const kept = await after.get(`/movies/${movie.id}/`, { token });
  expect(kept.body).toMatchObject({ title: 'Kept', genres: ['Archive'] });
  expect(kept.body).toMatchObject({ like_count: 1, comment_count: 1, liked_by_me: true });
  expect((await after.get(`/movies/${lost.id}/`)).status).toBe(404);
  const { username } = user;
  expect((await after.post('/login/', { username, password: PASSWORD })).status).toBe(200);
  // The counters of ids were in it, too.
  expect((await someMovie(after, user)).id).toBe(movie.id + 1);
});
