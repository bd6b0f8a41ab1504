import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SCRIPTS = join(import.meta.dirname, '..', '..', 'scripts', 'demo');
const script = (name: string): Promise<any> => import(join(SCRIPTS, name)); // has no types

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'movie-api-demo-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Demo {
  readonly output: string;
  readonly code: number | null;
}

/** Runs the demo as `npm run demo` does. */
async function demo(
  parameters: string[],
  {
    interruptAt,
    closeAt,
    API_URL = '',
  }: { interruptAt?: RegExp; closeAt?: RegExp; API_URL?: string } = {},
): Promise<Demo> {
  const child = spawn(process.execPath, [join(SCRIPTS, 'main.mjs'), ...parameters], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: folder, API_URL },
  });
  let output = '';
  let interrupted = false;
  const read = (chunk: string): void => {
    output += chunk;
    if (interruptAt?.test(output) && !interrupted) interrupted = child.kill('SIGINT');
    if (closeAt?.test(output)) child.stdout.destroy();
  };
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);
  const [code] = (await once(child, 'close')) as [number | null];
  return { output, code };
}

describe('on a temporary server', () => {
  test('plays the whole journey, and leaves nothing', async () => {
    const { output, code } = await demo([]);
    expect(output).toMatch(/All went as told\.\n$/);
    expect(code).toBe(0);
    expect(output).toContain('Subject: Your movie "Amélie" is in the catalogue');
    expect(output).toMatch(/\| http:\/\/127\.0\.0\.1:\d+\/movies\/1\/\n/);
    expect(output).toMatch(/\/logout\/.*\n[^]*\/like\/.*\n +401 Unauthorized\n[^]*revoked/);
    expect(output).not.toContain('\u001B'); // no colours where there is no terminal
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves nothing when nobody reads on, as `| head` does', async () => {
    const { output, code } = await demo([], { closeAt: /Is the server ready/ });
    expect(output).not.toMatch(/EPIPE|All went as told/);
    expect(code).toBe(141);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('ends in good order when it is interrupted', async () => {
    const { output, code } = await demo([], { interruptAt: /Sign up/ });
    expect(output).toMatch(/Interrupted\.\n$/);
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('on a running server', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await startTestApp();
  });
  afterAll(() => t.close());

  const rows = async (): Promise<unknown> => {
    const [counts] = await t.dataSource.query(
      'SELECT (SELECT count(*) FROM users)::int AS users, (SELECT count(*) FROM movies)::int AS movies',
    );
    return counts;
  };

  test('every line that it prints can be pasted into bash, and does what is told', async () => {
    const { playOnRunning } = await script('demo.mjs');
    const { journeyOn } = await script('journey.mjs');
    const printer = new PastingPrinter();
    await playOnRunning(journeyOn(t.api.origin, false), printer, { send: printer.paste });
    expect(printer.pasted).toBeGreaterThan(25);
    expect(await rows()).toEqual({ users: 0, movies: 0 });
  });

  test('says what differs, and cleans up all the same', async () => {
    const proxy = await changing(t.api.origin, '"like_count":1', '"like_count":2');
    const { output, code } = await demo([originOf(proxy)]);
    proxy.close();
    expect(output).toMatch(/Not as told: body\.like_count\n {2}expected {2}1\n {2}got {7}2\n$/);
    expect(output).toContain('The account and the films of this demo are deleted.');
    expect(code).toBe(1);
    expect(await rows()).toEqual({ users: 0, movies: 0 });
  });

  test('says when nobody answers', async () => {
    const { output, code } = await demo([], { API_URL: `http://127.0.0.1:${await freePort()}/` });
    expect(output).toMatch(/No answer from http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
    expect(code).toBe(1);
  });
});

/** Takes the lines that the demo prints, and pastes them into bash. */
class PastingPrinter {
  pasted = 0;
  private tokenLine = '';
  private line = '';
  private token = '';

  heading(): void {}
  note(): void {}
  answer(): void {}

  command(line: string): void {
    if (line.startsWith('TOKEN=')) this.tokenLine = line;
    else this.line = line;
  }

  /** Stands in for the demo's own way to send a request. */
  readonly paste = async ({ signedIn }: { signedIn?: boolean }): Promise<unknown> => {
    if (signedIn && this.tokenLine !== '') {
      this.token = await this.bash(`${this.tokenLine}\nprintf %s "$TOKEN"`);
      this.tokenLine = '';
    }
    const output = await this.bash(this.line);
    const [head, ...text] = output.split('\r\n\r\n');
    const [first, ...fields] = head!.split('\r\n');
    const [, status, statusText] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(first!)!;
    const headers = new Headers(fields.map((field) => field.split(/: (.*)/).slice(0, 2) as any));
    const { answerOf } = await script('request.mjs');
    return answerOf({ status: Number(status), statusText, headers }, text.join('\r\n\r\n'));
  };

  private async bash(commands: string): Promise<string> {
    this.pasted += 1;
    const env = { PATH: process.env['PATH'], TOKEN: this.token };
    const { stdout } = await promisify(execFile)('bash', ['-c', commands], { env });
    return stdout;
  }
}

/** A proxy that changes one text of the answers. */
async function changing(origin: string, from: string, to: string): Promise<Server> {
  const proxy = createServer((request, reply) => {
    const { method, headers } = request;
    const passed = Object.entries(headers).filter(([name]) => !/^(host|connection)$/.test(name));
    void (async () => {
      const sent = Buffer.concat(await request.toArray());
      const answer = await fetch(`${origin}${request.url}`, {
        method: method!,
        headers: passed as [string, string][],
        ...(sent.length > 0 ? { body: sent } : {}),
      });
      const text = (await answer.text()).replace(from, to);
      for (const [name, value] of answer.headers) {
        if (!/^(connection|keep-alive|content-length)$/.test(name)) reply.setHeader(name, value);
      }
      reply.statusCode = answer.status;
      reply.end(text);
    })();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return proxy;
}

const originOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
