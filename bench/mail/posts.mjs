// Creates movies, in a process of its own.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.mjs';
import { EMAIL, TITLE } from './names.mjs';

/** What a client sends: sizes as in the bench's catalogue. */
const MOVIE = {
  description: 'A quiet clerk finds a map in the lining of his late uncle’s coat. '.repeat(5),
  genres: ['Drama', 'Mystery'],
  year: 1972,
  director: 'Ada Example',
  cast: ['Grace Example', 'Alan Example', 'Edsger Example', 'Barbara Example'],
};

function post(agent, url, body, token) {
  const text = JSON.stringify(body);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  return new Promise((done, failed) => {
    const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (answer += part));
      response.on('end', () => {
        if (response.statusCode === 201) return done(answer);
        return failed(new Error(`${url} answers ${response.statusCode}: ${answer}`));
      });
      response.on('error', failed);
    });
    request.on('error', failed);
    request.end(text);
  });
}

const tokens = new Map();

async function signUp(agent, origin) {
  const account = { username: 'bench', email: EMAIL, password: 'nine loud geese' };
  const answer = await post(agent, `${origin}/register/`, account);
  tokens.set(origin, JSON.parse(answer).token);
}

let created = 0;

async function create(agent, origin) {
  const title = `${TITLE} ${(created += 1)}`;
  const sentAt = now();
  await post(agent, `${origin}/movies/`, { title, ...MOVIE }, tokens.get(origin));
  return { title, sentAt, took: now() - sentAt };
}

/** So many connections, each with its next request as soon as it has an answer. */
async function closedLoop(agent, { origin, connections, seconds = Infinity, movies = Infinity }) {
  const end = now() + seconds * 1000;
  const posts = [];
  let begun = 0;
  const connection = async () => {
    while (now() < end && (begun += 1) <= movies) posts.push(await create(agent, origin));
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return posts;
}

/** So many a second, whether or not the earlier ones have been answered. */
async function paced(agent, { origin, rate, seconds }) {
  const start = now();
  const posts = [];
  for (let index = 0; index < rate * seconds; index += 1) {
    await sleep(Math.max(0, start + (index * 1000) / rate - now()));
    posts.push(create(agent, origin));
  }
  return Promise.all(posts);
}

async function drive(order) {
  const agent = new http.Agent({ keepAlive: true });
  try {
    if (!tokens.has(order.origin)) await signUp(agent, order.origin);
    return await (order.rate === undefined ? closedLoop(agent, order) : paced(agent, order));
  } finally {
    agent.destroy();
  }
}

process.on('message', (order) => {
  drive(order).then(
    (posts) => process.send({ posts }),
    (error) => process.send({ error: error.stack }),
  );
});
process.once('disconnect', () => process.exit());
