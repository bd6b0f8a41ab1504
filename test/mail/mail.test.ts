import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { someMovie, someUser } from '../support/factories.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MAIL_FROM = 'Movies <movies@example.org>';

const jobs = async (t: TestApp): Promise<number> => {
  const [row] = await t.dataSource.query('SELECT count(*) FROM mails');
  return row.count;
};

describe('with an SMTP server', () => {
  let t: TestApp;
  let smtp: TestSmtp;
  beforeAll(async () => {
    smtp = await startSmtp();
    t = await startTestApp({ smtpUrl: smtp.url, mailFrom: MAIL_FROM });
  });
  afterAll(async () => {
    await t.close();
    await smtp.close();
  });
  beforeEach(() => void smtp.mails.splice(0));

  test('the creator of a movie gets one confirmation, in HTML and plain text', async () => {
    const user = await someUser(t.api);
    const movie = await someMovie(t.api, user, { title: 'Le Fabuleux Destin d’Amélie 七人の侍' });
    const [mail] = await smtp.received(1);
    expect(mail!.to).toMatchObject({ value: [{ address: user.email }] });
    expect(mail!.from!.text).toContain('movies@example.org');
    expect(mail!.subject).toContain('Le Fabuleux Destin d’Amélie 七人の侍');
    expect(mail!.text).toContain('Le Fabuleux Destin d’Amélie 七人の侍');
    expect(mail!.html).toContain('Le Fabuleux Destin d’Amélie 七人の侍');
    for (const body of [mail!.text, mail!.html]) expect(body).toContain(`/movies/${movie.id}/`);
    expect(mail!.messageId).toMatch(/^<[\w-]+@example\.org>$/);
    expect(mail!.headers.get('auto-submitted')).toBe('auto-generated');
    await sleep(300);
    expect(smtp.mails).toHaveLength(1);
    expect(await jobs(t)).toBe(0);
  });

  test.each([
    ['HTML', '<script>alert(1)</script>', '&lt;script&gt;'],
    ['a template', '{{url}} {{{title}}}', '{{url}}'],
    ['quotes', `"It's" & Co`, '&amp; Co'],
  ])('a title with %s is just text', async (_, title, inHtml) => {
    const user = await someUser(t.api);
    await someMovie(t.api, user, { title });
    const [mail] = await smtp.received(1);
    expect(mail!.subject).toContain(title);
    expect(mail!.text).toContain(title);
    expect(mail!.html).toContain(inHtml);
    expect(mail!.html).not.toContain('<script>');
  });

  test('a line break in a title adds no header', async () => {
    const user = await someUser(t.api);
    await someMovie(t.api, user, { title: 'One\r\nBcc: victim@example.org' });
    const [mail] = await smtp.received(1);
    expect(mail!.bcc).toBeUndefined();
    expect(mail!.headers.has('bcc')).toBe(false);
  });

  test('a movie that is not stored sends nothing', async () => {
    const user = await someUser(t.api);
    const { id } = await someMovie(t.api, user, { imdb_id: 'tt7654321' });
    const twin = await t.api.post(
      '/movies/',
      { title: 'x', imdb_id: 'tt7654321' },
      { token: user.token },
    );
    expect(twin.status).toBe(409);
    expect(twin.body.errors[0].message).toContain(String(id));
    await smtp.received(1);
    await sleep(300);
    expect(smtp.mails).toHaveLength(1);
  });

  test('a refused delivery is tried again, and no address stands in log or queue', async () => {
    smtp.refuse(451, 1);
    const user = await someUser(t.api);
    await someMovie(t.api, user);
    await smtp.received(1);
    const log = JSON.stringify(t.logged);
    expect(log).toContain('451');
    expect(log).not.toContain('@example.org');
  });
});

test('an SMTP server that hangs neither slows nor fails the request', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
  const { port } = silent.address() as AddressInfo;
  const t = await startTestApp({ smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: MAIL_FROM });
  const user = await someUser(t.api);
  await Promise.all(Array.from({ length: 10 }, () => someMovie(t.api, user)));
  expect((await t.api.get('/movies/')).body.count).toBe(10);
  expect(await jobs(t)).toBe(10);
  for (const socket of sockets) socket.destroy();
  silent.close();
  await t.close();
});

test('mails wait while the SMTP server is down', async () => {
  const gone = await startSmtp();
  await gone.close();
  const t = await startTestApp({ smtpUrl: gone.url, mailFrom: MAIL_FROM });
  const user = await someUser(t.api);
  await someMovie(t.api, user);
  const back = await startSmtp(Number(new URL(gone.url).port));
  await back.received(1);
  await t.close();
  await back.close();
});

test('without SMTP_URL each mail is an .eml file, and its path is logged', async () => {
  const t = await startTestApp();
  const user = await someUser(t.api);
  await someMovie(t.api, user, { title: 'To a file' });
  const folder = join(t.dataDir, 'mail');
  const logged = (): unknown =>
    t.logged.find(({ msg }) => String(msg).startsWith('Mail written'))?.['msg'];
  while (logged() === undefined) await sleep(20);
  const [file] = readdirSync(folder);
  expect(logged()).toBe(`Mail written to ${join(folder, file!)}`);
  const mail = await simpleParser(readFileSync(join(folder, file!)));
  expect(mail.to).toMatchObject({ value: [{ address: user.email }] });
  expect(mail.text).toContain('To a file');
  expect(mail.html).toContain('To a file');
  await t.close();
});
