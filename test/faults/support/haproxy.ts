import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/free-port.js';

const CONFIGURATION = join(import.meta.dirname, '..', '..', '..', 'deploy/haproxy/haproxy.cfg');
const PATHS = [process.env['HAPROXY'], '/usr/sbin/haproxy', '/usr/local/sbin/haproxy'];

/** Where HAProxy is; `undefined`: not on this machine. Under CI that is a failure. */
export function findHaproxy(): string | undefined {
  const found = PATHS.find((path) => path && spawnSync(path, ['-v']).status === 0);
  if (found === undefined && process.env['CI'])
    throw new Error('CI needs HAProxy: set HAPROXY to its path');
  return found;
}

/** HAProxy with the configuration that `deploy/` has, on ports of its own. */
export class Haproxy {
  private constructor(
    readonly origin: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param ports of the two instances */
  static async start(program: string, ports: readonly [number, number]): Promise<Haproxy> {
    const folder = mkdtempSync(join(tmpdir(), 'movie-api-haproxy-'));
    const port = await freePort();
    const replacements: [string, string][] = [
      ['/run/haproxy/admin.sock', join(folder, 'admin.sock')],
      ['bind :8080', `bind 127.0.0.1:${port}`],
      ['127.0.0.1:8001', `127.0.0.1:${ports[0]}`],
      ['127.0.0.1:8002', `127.0.0.1:${ports[1]}`],
    ];
    let text = readFileSync(CONFIGURATION, 'utf8');
    for (const [given, own] of replacements) {
      if (!text.includes(given)) throw new Error(`${CONFIGURATION} has no ${given}`);
      text = text.replace(given, own);
    }
    writeFileSync(join(folder, 'haproxy.cfg'), text);
    const child = spawn(program, ['-db', '-f', join(folder, 'haproxy.cfg')], { stdio: 'inherit' });
    return new Haproxy(`http://127.0.0.1:${port}`, folder, child);
  }

  /** Waits until it sends requests to an instance. */
  async isUp(name: 'one' | 'two'): Promise<void> {
    for (let look = 0; look < 200; look += 1) {
      if (this.child.exitCode !== null) throw new Error('HAProxy has ended');
      if ((await this.states()).get(name) === 'UP') return;
      await sleep(50);
    }
    throw new Error(`HAProxy does not find ${name}`);
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What `show stat` tells of each server, as CSV. */
  private async states(): Promise<Map<string, string>> {
    const socket = createConnection(join(this.folder, 'admin.sock'));
    let text = '';
    try {
      socket.end('show stat\n');
      for await (const chunk of socket) text += String(chunk);
    } catch {
      return new Map(); // it has only just been started
    }
    const [header, ...lines] = text.split('\n').map((line) => line.split(','));
    const [name, status] = [header!.indexOf('svname'), header!.indexOf('status')];
    return new Map(lines.map((fields) => [fields[name] ?? '', fields[status] ?? '']));
  }
}
