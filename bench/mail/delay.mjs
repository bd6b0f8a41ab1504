// How long a mail is on its way.
import { say } from '../children.mjs';
import { figure, table } from '../table.mjs';
import { percentile } from '../windows.mjs';
import { MailServer } from './mail-server.mjs';

const WARM_UP_SECONDS = 2;

const row = (name, times) => [
  name,
  figure(percentile(times, 50)),
  figure(percentile(times, 99)),
  figure(Math.max(...times)),
];

/** @returns {Promise<string>} Markdown */
export async function measureDelay(bench) {
  const { children, options } = bench;
  const { rate, seconds } = options.paced;
  const mailServer = await MailServer.start(children);
  const product = await bench.product('delay', { SMTP_URL: mailServer.url });
  const { child } = await product.start();
  const load = bench.startPart('posts');
  const { origin } = product;
  const drive = async (order) => {
    await mailServer.forget();
    const { posts } = await children.ask(load, { origin, rate, ...order });
    return { posts, mails: await mailServer.accepted(posts.length) };
  };
  say('From POST to acceptance');
  await drive({ seconds: WARM_UP_SECONDS });
  const { posts, mails } = await drive({ seconds });
  await children.stop(load);
  await children.stop(child);

  const acceptedAt = new Map(mails.map(({ title, at }) => [title, at]));
  return table(
    [
      `${rate} movies a second for ${seconds} s, since the POST was sent`,
      'p50, ms',
      'p99, ms',
      'most, ms',
    ],
    [
      row(
        'POST answered',
        posts.map(({ took }) => took),
      ),
      row(
        'mail accepted',
        posts.map(({ title, sentAt }) => acceptedAt.get(title) - sentAt),
      ),
    ],
  );
}
