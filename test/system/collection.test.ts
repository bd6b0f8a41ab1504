import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { CollectionPlayer, type Collection, type Item } from '../support/collection.js';
import { runCommand } from '../support/command.js';
import { loadDocument } from '../support/openapi.js';
import { until } from '../support/processes.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const collection = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../docs/collection/movie-api.postman_collection.json'),
    'utf8',
  ),
) as Collection;
const items = collection.item.flatMap(({ item }) => item);

let t: TestApp;
let player: CollectionPlayer;
beforeAll(async () => {
  t = await startTestApp();
  player = new CollectionPlayer(collection, t.api);
});
afterAll(() => t.close());

/** What the player pastes from the mail with a link to choose a password. */
async function tokenFromMail(): Promise<string> {
  const folder = join(t.dataDir, 'mail');
  let token: string | undefined;
  await until('the mail with the token', async () => {
    // What is still being written has another ending.
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.eml'))) {
      const mail = await simpleParser(readFileSync(join(folder, name)));
      if ([mail.to].flat()[0]?.text !== player.variables.get('email')) continue;
      token ??= /#token=([\w-]{43})/.exec(mail.text ?? '')?.[1];
    }
    return token !== undefined;
  });
  return token!;
}

/** Sends each optional parameter that has an example by itself: it has to be a good one. */
async function tryParameters(item: Item): Promise<void> {
  const optional = item.request.url.query.filter(({ disabled }) => disabled);
  for (const parameter of optional) {
    if (parameter.value === '' && parameter.key !== 'cursor') continue; // none in the document
    const { status, text } = await player.play(item, parameter);
    if (status !== 200) throw new Error(`${item.name} with ${parameter.key}: ${status} ${text}`);
  }
}

test('every operation of the document is in it', async () => {
  const { paths } = await loadDocument();
  const documented = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map(
      (verb) => `${verb.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    ),
  );
  const sent = items.map(
    ({ request: { method, url } }) =>
      `${method} ${url.raw.replace('{{baseUrl}}', '').split('?')[0]}`,
  );
  expect([...new Set(sent)].sort()).toEqual(documented.sort());
});

test('addresses are the same in one piece and in parts', () => {
  for (const { url } of items.map(({ request }) => request)) {
    const query = url.query.filter(({ disabled }) => !disabled);
    const search = query.map(({ key, value }) => `${key}=${encodeURIComponent(value)}`).join('&');
    expect(url.raw).toBe(
      `${url.host.join('')}/${url.path.join('/')}${search === '' ? '' : `?${search}`}`,
    );
  }
});

test('sent from top to bottom, twice, every request works, as does each parameter', async () => {
  for (const round of [1, 2]) {
    if (round === 2) for (const name of ['username', 'email']) player.variables.set(name, '');
    for (const item of items) {
      await player.play(item); // its script throws where the answer is not a good one
      if (round === 1 && item.request.method === 'GET') await tryParameters(item);
      if (item.request.url.raw.endsWith('/password/forgot/'))
        player.variables.set('reset_token', await tokenFromMail());
    }
  }
  const { body } = await t.api.get('/movies/');
  expect(body.count).toBe(0);
});

interface Examples {
  readonly example?: object;
  readonly examples?: Record<string, { readonly value: object }>;
}

/** The request with the body that the document shows, as the explorer sends it. */
async function asDocumented(item: Item): Promise<Item> {
  const { method, url, body } = item.request;
  if (body === undefined) return item;
  const path = url.raw.replace('{{baseUrl}}', '').replaceAll(/:(\w+)/g, '{$1}');
  const { paths } = await loadDocument();
  const operation = paths[path]![method.toLowerCase() as 'post' | 'patch' | 'delete']!;
  const { content } = operation.requestBody as { content: Record<string, Examples> };
  const { example, examples } = content['application/json']!;
  const raw = JSON.stringify(example ?? Object.values(examples!)[0]!.value);
  return { ...item, request: { ...item.request, body: { raw } } };
}

test('beside the sample every example of the document works, twice', async () => {
  expect((await runCommand(t, ['seed'])).stdout).toContain('Sample users: ');
  const explorer = new CollectionPlayer(collection, t.api);
  const pressed = items.filter(({ request }) => !request.url.raw.endsWith('/password/reset/')); // needs the mail
  for (const _ of [1, 2])
    for (const item of pressed) {
      await explorer.play(await asDocumented(item));
      if (item.request.method === 'POST' && item.request.url.raw.endsWith('/movies/'))
        await explorer.play(await asDocumented(item));
    }
});
