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
  private readonly closed: Promise<unknown>;

  constructor(folder: string) {
    const { PATH, HOME } = process.env;
    this.child = spawn('bash', ['--noprofile', '--norc'], {
      cwd: folder,
      env: { PATH, HOME, LANG: 'C.UTF-8', ...WITHOUT_NETWORK },
    });
    this.child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    this.child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.closed = once(this.child, 'close');
    // Whatever fails among the lines is noted, not only the last.
    this.child.stdin!.write(`set -o pipefail; trap 'FAILED="\${FAILED:-$BASH_COMMAND}"' ERR\n`);
  }

  async paste(lines: string): Promise<Pasted> {
    [this.stdout, this.stderr] = ['', ''];
    const mark = randomUUID();
    // Through eval, so that no command reads the lines after its own, and a wrong sign ends nothing.
    this.child.stdin!.write(
      `FAILED= PASTED=$(cat <<'${mark}'\n${lines}\n${mark}\n)\n` +
        `eval "$PASTED" </dev/null\nprintf '%s %q\\n' ${mark} "$FAILED"\n`,
    );
    const end = new RegExp(`${mark} (.*)\n$`);
    while (!end.test(this.stdout)) await this.more();
    const [told, failed] = end.exec(this.stdout)!;
    const failure = failed === "''" ? undefined : `${failed}\n${this.stdout}${this.stderr}`;
    return { stdout: this.stdout.slice(0, -told.length), failure };
  }

  /** Where the lines have led. */
  async folder(): Promise<string> {
    return (await this.paste('pwd')).stdout.trim();
  }

  async end(): Promise<void> {
    this.child.stdin!.end();
    await this.closed;
  }

  private async more(): Promise<void> {
    const over = this.closed.then(() => {
      throw new Error(`The shell has ended: ${this.stdout}${this.stderr}`);
    });
    await Promise.race([once(this.child.stdout!, 'data'), over]);
  }
}
