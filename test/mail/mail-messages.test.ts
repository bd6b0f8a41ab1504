import { setTimeout as sleep } from 'node:timers/promises';
import { someMovie, someUser, type TestUser } from '../support/factories.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MAIL_FROM = 'Movies <movies@example.org>';

let t: TestApp;
let smtp: TestSmtp;
let user: TestUser;
beforeAll(async () => {
  smtp = await startSmtp();
  t = await startTestApp({
    smtpUrl: smtp.url,
    mailFrom: MAIL_FROM,
    mailReplyTo: 'Help <help@example.org>',
  });
  user = await someUser(t.api);
});
afterAll(async () => {
  await t.close();
  await smtp.close();
});
beforeEach(() => void smtp.mails.splice(0));

/** The lines of its header, unfolded; the raw ones are what RFC 5322 and RFC 2047 ask for. */
function headerOf(raw: string): string[] {
  const header = raw.split('\r\n\r\n', 1)[0]!;
  expect(header).toMatch(/^[\x20-\x7e\r\n]*$/);
  for (const line of header.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  for (const [word, charset, encoding, text] of header.matchAll(
    /=\?([^?]+)\?([^?]+)\?(\S*?)\?=/g,
  )) {
    expect(word.length).toBeLessThanOrEqual(75);
    const bytes =
      encoding === 'B'
        ? Buffer.from(text!, 'base64')
        : Buffer.from(
            text!
              .replaceAll('=', '%')
              .replaceAll('_', ' ')
              .replaceAll(/%(..)/g, (_, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16)),
              ),
            'latin1',
          );
    new TextDecoder(charset, { fatal: true }).decode(bytes); // no character is cut in two
  }
  return header.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
}

const HEADERS = [
  'Auto-Submitted',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Reply-To',
  'Subject',
  'To',
];

test.each([
  ['Chinese', '卧虎藏龙'.repeat(60), '卧虎藏龙'.repeat(60)],
  ['Arabic', 'المصير والأرض', '\u2068المصير والأرض\u2069'],
  ['emoji', '👩‍🚀🎬 '.repeat(30), '👩‍🚀🎬 '.repeat(30).trim()],
  ['accents', 'Amélie, or “Le Fabuleux Destin”', 'Amélie, or “Le Fabuleux Destin”'],
  ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['line breaks', 'One\r\nBcc: ada@example.org\r\n\r\nTwo', 'One Bcc: ada@example.org Two'],
  ['an override', 'gnp.\u202efdp', 'gnp.fdp'],
  ['an encoded word', '=?UTF-8?Q?=0D=0ABcc:_x?=', '=?UTF-8?Q?=0D=0ABcc:_x?='],
  ['long words', 'x'.repeat(255), 'x'.repeat(255)],
])('about a title with %s says it, and nothing else', async (_, title, shown) => {
  await someMovie(t.api, user, { title });
  const [mail] = await smtp.received(1);
  const header = headerOf(mail!.raw);
  expect(header.map((line) => line.split(':', 1)[0]!).sort()).toEqual(HEADERS);
  expect(mail!.subject).toBe(`Your movie "${shown}" is in the catalogue`);
  expect(mail!.text).toContain(`"${shown}" has been added`);
  const inHtml = shown.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('=', '&#x3D;');
  expect(mail!.html).toContain(`<bdi>${inHtml}</bdi>`);
  for (const part of [mail!.subject, mail!.text, mail!.html]) {
    expect(part).not.toMatch(/[\u202a-\u202e]/);
  }
  expect(mail!.html).not.toContain('<script');
});

test('says who sends it, and that nobody need answer; its id outlives a refusal', async () => {
  smtp.refuse(451, 1);
  await someMovie(t.api, user);
  while (smtp.refusedMails.length === 0) await sleep(10);
  const [row] = await t.dataSource.query('SELECT message FROM mails');
  await t.dataSource.query('UPDATE mails SET due_at = now()'); // waits for the end of the attempt
  const [mail] = await smtp.received(1);
  expect(headerOf(mail!.raw)).toEqual(
    expect.arrayContaining([
      'Auto-Submitted: auto-generated',
      'From: Movies <movies@example.org>',
      'Reply-To: Help <help@example.org>',
      `Message-ID: <${row.message}@example.org>`,
    ]),
  );
  expect(smtp.refusedMails.map(({ messageId }) => messageId)).toEqual([mail!.messageId]);
});

// The last: see MAIL_PER_MINUTE in mail-queue.test.ts.
test('names nobody to answer to unless MAIL_REPLY_TO does', async () => {
  const plain = await startTestApp({ smtpUrl: smtp.url, mailFrom: MAIL_FROM });
  await someMovie(plain.api, await someUser(plain.api));
  const [mail] = await smtp.received(1);
  expect(headerOf(mail!.raw).filter((line) => /^reply-to/i.test(line))).toEqual([]);
  await plain.close();
});
