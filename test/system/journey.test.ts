import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../support/client.js';
import { loadDocument } from '../support/openapi.js';
import { PASSWORD } from '../support/factories.js';
import { startServer } from '../support/server-process.js';

/** What the README promises, on a server started as the README says. */
test('from npm start to the e-mail and out again', async () => {
  await loadDocument();
  const dataDir = mkdtempSync(join(tmpdir(), 'movie-api-journey-'));
  const server = await startServer({ DATA_DIR: dataDir, LOG_LEVEL: 'info' }, ['npm', 'start']);
  try {
    expect(server.output()).toContain('npm run cli -- seed');
    const api = new Client(server.origin);
    const explorer = await api.get('/swagger/');
    expect(explorer.status).toBe(200);
    expect(explorer.headers.get('content-type')).toMatch(/^text\/html/);

    const account = { username: 'ada', email: 'ada@example.org', password: PASSWORD };
    expect((await api.post('/register/', account)).status).toBe(201);
    const login = await api.post('/login/', { username: 'ada', password: PASSWORD });
    const { token } = login.body;
    const created = await api.post(
      '/movies/',
      { title: 'Amélie', year: 2001, genres: ['Comedy'] },
      { token },
    );
    expect(created.status).toBe(201);
    const { id } = created.body;
    expect(created.headers.get('location')).toBe(`${server.origin}/movies/${id}/`);
    expect(created.body.url).toBe(`${server.origin}/movies/${id}/`);

    expect((await api.post(`/movies/${id}/like/`, undefined, { token })).body.like_count).toBe(1);
    const comment = await api.post(`/movies/${id}/comments/`, { text: 'Charming.' }, { token });
    expect(comment.status).toBe(201);
    const found = await api.get('/movies/search/?title=amelei', { token });
    expect(found.body.results).toEqual([
      { ...created.body, like_count: 1, comment_count: 1, liked_by_me: true },
    ]);
    expect((await api.get('/movies/genre/?genre=comedy')).body.count).toBe(1);
    expect((await api.patch(`/movies/${id}/`, { year: null }, { token })).body.year).toBeNull();

    expect((await api.post('/logout/', undefined, { token })).status).toBe(200);
    expect((await api.get('/movies/', { token })).status).toBe(401);
    while (!server.output().includes('Mail written to'))
      await new Promise((done) => setTimeout(done, 20));
    const mails = readdirSync(join(dataDir, 'mail'));
    expect(mails).toHaveLength(1);
    const mail = readFileSync(join(dataDir, 'mail', mails[0]!), 'utf8').replaceAll(/=\r?\n/g, '');
    expect(mail).toContain(`\n${server.origin}/movies/${id}/`); // the port that it listens on
    expect(server.output()).not.toContain('ada@example.org');
  } finally {
    const code = await server.end();
    rmSync(dataDir, { recursive: true, force: true });
    expect(code).toBe(0);
  }
});
