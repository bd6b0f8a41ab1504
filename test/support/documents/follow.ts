import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../processes.js';
import { startServer, type ServerProcess } from '../server-process.js';
import { blocksOf, type Block } from './blocks.js';
import { Shell } from './shell.js';
import { difference, joined } from './told-output.js';

/** Where the documents say that things are. */
const TOLD = { origin: 'http://127.0.0.1:8000', folder: '/home/grace/movie-api' };

/** The output of a command that was left out. */
const NOTHING_CAME = Symbol('nothing came');

const SERVER = 'npm ci && npm start';
const FILE_NAME = /^(?:\/\/|#) ([\w-]+\.\w+)\n/;

/**
 * Follows documents to the letter in one checkout: what a reader would paste goes into one bash,
 * `npm start` into a terminal of its own, and what is told to come has to come. Three things differ
 * from what a reader does: the packages are there already, the port is a free one, and npm gets
 * nothing from a registry.
 */
export class Reader {
  private readonly shell: Shell;
  private server: ServerProcess | undefined;
  /** What the last commands wrote, with the document's own address and folder. */
  private output: string | typeof NOTHING_CAME | undefined;

  /**
   * @param checkout the folder
   * @param missing programs that this machine lacks: what begins with them is left out
   */
  constructor(
    private readonly checkout: string,
    private readonly missing: readonly string[] = [],
  ) {
    this.shell = new Shell(checkout);
  }

  /**
   * @param name the document's, from the root of the repository
   * @param section the heading of the part that is meant
   * @returns the places and reasons of what is not run
   * @throws at the first block that does not do as told
   */
  async follow(name: string, section?: string): Promise<string[]> {
    const blocks = blocksOf(name, readFileSync(join(this.checkout, name), 'utf8'), section);
    const left: string[] = [];
    for (const block of blocks) {
      const reason = block.notRun ?? this.hindrance(block);
      if (reason === undefined) await this.obey(block);
      else left.push(`${block.text.split('\n')[0]}: ${reason}`);
    }
    return left;
  }

  async end(): Promise<void> {
    await this.shell.end();
    await this.server?.end();
  }

  private async obey(block: Block): Promise<void> {
    const { language, text, place } = block;
    if (language === 'sh' && text === SERVER) await this.start();
    else if (language === 'sh') await this.paste(block);
    else if (language === 'json' || language === 'text') this.compare(block);
    else if (FILE_NAME.test(text)) {
      const file = join(await this.shell.folder(), FILE_NAME.exec(text)![1]!);
      writeFileSync(file, `${this.real(text)}\n`);
    } else throw new Error(`${place}: nobody knows what to do with this; mark it as not run`);
  }

  private hindrance({ language, text }: Block): string | undefined {
    const [program] = text.split(' ');
    const hindered = language === 'sh' && this.missing.includes(program!);
    if (hindered) this.output = NOTHING_CAME;
    return hindered ? `there is no ${program}` : undefined;
  }

  /** As `npm start`, once the packages are there. */
  private async start(): Promise<void> {
    this.server ??= await startServer({ LOG_LEVEL: 'info' }, ['npm', 'start'], this.checkout);
    this.output = this.told(/^Movie API [^]*?\n\n/m.exec(this.server.output())![0]);
  }

  private async paste({ text, place }: Block): Promise<void> {
    if (text.includes('data/mail/')) await this.mailsAreWritten();
    const { stdout, failure } = await this.shell.paste(this.real(text));
    if (failure !== undefined) throw new Error(`${place}: this failed: ${failure}`);
    this.output = this.told(stdout);
  }

  /** Mails take a moment, which nobody notices who types. */
  private async mailsAreWritten(): Promise<void> {
    const waiting = async (): Promise<boolean> => {
      const metrics = await fetch(`${this.server!.origin}/metrics/`);
      return !/^movie_api_mail_queue_depth 0$/m.test(await metrics.text());
    };
    await until('the mails are written', async () => !(await waiting()));
  }

  private compare({ language, text, place }: Block): void {
    if (this.output === undefined) throw new Error(`${place}: nothing comes before this`);
    const differs =
      this.output === NOTHING_CAME ? undefined : difference(language, text, this.output);
    if (differs !== undefined) throw new Error(`${place}: something else came\n${differs}`);
    this.output = undefined;
  }

  private real(text: string): string {
    return text.replaceAll(TOLD.origin, this.server?.origin ?? TOLD.origin);
  }

  private told(output: string): string {
    return joined(output)
      .replaceAll(this.server?.origin ?? TOLD.origin, TOLD.origin)
      .replaceAll(this.checkout, TOLD.folder);
  }
}
