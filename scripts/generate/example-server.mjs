// The built application on an empty database, and a way to speak to it as its users would.
import { request } from 'node:http';
import { pino } from 'pino';

/** What a server at its default address would be sent: the links of its answers begin with it. */
const HOST = '127.0.0.1:8000';
const USER_AGENT = 'curl/8.5.0';

export const JWT_SECRET = 'not a secret: signs tokens that end with this process';

/**
 * @param built imports a module of dist
 * @param address of the database, migrated
 * @param dataDir where its mails go
 */
export async function startExampleServer(built, address, dataDir) {
  const { createApp } = await built('app.setup.js');
  const { readConfig } = await built('config/environment.js');
  const { createDataSource } = await built('database/connect/data-source.js');
  const { entities } = await built('process/connect-database.js');
  const dataSource = await createDataSource(address, { entities }).initialize();
  const config = readConfig({ DATA_DIR: dataDir });
  const parts = { config, dataSource, jwtSecret: JWT_SECRET };
  const app = await createApp(parts, pino({ level: 'silent' }));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  const { BackgroundWork } = await built('database/background/background-work.js');
  return {
    dataSource,
    derive: () => app.get(BackgroundWork).runAll(),
    send: (method, path, options) => send(port, method, path, options),
    close: () => app.close(),
  };
}

/** @returns status, and the body: parsed where it is JSON */
function send(port, method, path, { token, body, raw, headers } = {}) {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const outgoing = request({
      port,
      method,
      path,
      agent: false,
      headers: {
        host: HOST,
        'user-agent': USER_AGENT,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(content === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
        ...headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => void read(response).then(resolve, reject));
    outgoing.end(content);
  });
}

async function read(response) {
  const text = Buffer.concat(await response.toArray()).toString();
  const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== '';
  return { status: response.statusCode, body: isJson ? JSON.parse(text) : text };
}
