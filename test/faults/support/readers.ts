import { KeptConnection } from './connection.js';

const PATHS = [
  '/movies/?page_size=20',
  '/movies/search/?title=film',
  '/movies/1/',
  '/movies/1/comments/',
  '/genres/',
  '/me/sessions/',
];

/** Clients that read one thing after the other until one of their requests fails, or until told. */
export class Readers {
  /** Why each of them ended. */
  readonly lastWords: string[] = [];
  /** How many requests were answered. */
  readonly ended: Promise<number>;
  private stopped = false;

  constructor(origin: string, count: number, token: string) {
    const readers = Array.from({ length: count }, (_, index) => this.read(origin, index, token));
    this.ended = Promise.all(readers).then((reads) => reads.reduce((sum, each) => sum + each, 0));
  }

  stop(): Promise<number> {
    this.stopped = true;
    return this.ended;
  }

  private async read(origin: string, index: number, token: string): Promise<number> {
    const connection = new KeptConnection(origin);
    let answered = 0;
    try {
      while (!this.stopped) {
        const path = PATHS[(answered + index) % PATHS.length]!;
        const { status, text } = await connection.send('GET', path, { token });
        if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
        answered += 1;
      }
    } catch (error) {
      this.lastWords.push((error as Error).message);
    } finally {
      connection.close();
    }
    return answered;
  }
}
