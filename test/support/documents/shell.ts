import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

/** What came of some lines. */
export interface Pasted {
  readonly stdout: string;
  /** The first command that failed, with what went to stderr; `undefined` where none did. */
  readonly failure: string | undefined;
}

/** Packages come from files beside: npm is to ask no registry. */
const WITHOUT_NETWORK = {
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

/** One bash that lines are pasted into, as into a terminal: folder and variables stay. */
export class Shell {
  private readonly child: ChildProcess;
  private stdout = '';
  private stderr = '';

  constructor(folder: string) {
    const { PATH, HOME } = process.env;
    this.child = spawn('bash', ['--noprofile', '--norc'], {
      cwd: folder,
      env: { PATH, HOME, LANG: 'C.UTF-8', ...WITHOUT_NETWORK },
    });
    this.child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    this.child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    // Whatever fails among the lines is noted, not only the last.
    this.child.stdin!.write(`set -o pipefail; trap 'FAILED="\${FAILED:-$BASH_COMMAND}"' ERR\n`);
  }

  async paste(lines: string): Promise<Pasted> {
    [this.stdout, this.stderr] = ['', ''];
    const mark = randomUUID();
    this.child.stdin!.write(`FAILED=\n${lines}\nprintf '%s %s\\n' ${mark} "$FAILED"\n`);
    const end = new RegExp(`${mark} (.*)\n$`);
    while (!end.test(this.stdout)) await once(this.child.stdout!, 'data');
    const [told, failed] = end.exec(this.stdout)!;
    const failure = failed === '' ? undefined : `${failed}\n${this.stdout}${this.stderr}`;
    return { stdout: this.stdout.slice(0, -told.length), failure };
  }

  /** Where the lines have led. */
  async folder(): Promise<string> {
    return (await this.paste('pwd')).stdout.trim();
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'close');
    this.child.stdin!.end('exit\n');
    await ended;
  }
}
