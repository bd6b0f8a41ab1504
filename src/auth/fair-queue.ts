interface Waiting {
  /** By `performance.now()`. */
  readonly until: number;
  readonly start: () => void;
  readonly refuse: () => void;
}

interface Limits {
  /** Pieces of work under way at once. */
  readonly atOnce: number;
  /** Pieces that wait, of all clients together. */
  readonly waiting: number;
  /** Milliseconds that a piece may wait. */
  readonly patience: number;
  /** What a client gets whose work is not done. */
  readonly refusal: () => Error;
}

/**
 * Runs the work of many clients. Clients take turns, so that one who sends a lot waits for its own
 * work and not others for it. When the queue is full, the client with the most in it gives way.
 */
export class FairQueue {
  /** What waits, by client; the first client is the next one whose turn it is. */
  private readonly lines = new Map<string, Waiting[]>();
  private waiting = 0;
  private running = 0;

  constructor(private readonly limits: Limits) {}

  async run<T>(client: string, work: () => Promise<T>): Promise<T> {
    if (this.running < this.limits.atOnce) this.running += 1;
    else await this.turn(client);
    try {
      return await work();
    } finally {
      this.startNext();
    }
  }

  private async turn(client: string): Promise<void> {
    const line = this.lines.get(client) ?? [];
    if (this.waiting >= this.limits.waiting) this.makeRoom(line);
    await new Promise<void>((start, fail) => {
      const until = performance.now() + this.limits.patience;
      line.push({ until, start, refuse: () => fail(this.limits.refusal()) });
      this.lines.set(client, line);
      this.waiting += 1;
    });
  }

  /** Refuses the latest work of whoever has the most; that may be the newcomer. */
  private makeRoom(newcomer: readonly Waiting[]): void {
    const longest = [...this.lines.values()].reduce((one, other) =>
      other.length > one.length ? other : one,
    );
    if (longest.length <= newcomer.length + 1) throw this.limits.refusal();
    this.waiting -= 1;
    longest.pop()!.refuse();
  }

  private startNext(): void {
    // A client that has more to do goes behind the others: this loop meets it again.
    for (const [client, line] of this.lines) {
      const next = line.shift()!;
      this.waiting -= 1;
      this.lines.delete(client);
      if (line.length > 0) this.lines.set(client, line);
      if (next.until > performance.now()) return next.start();
      next.refuse();
    }
    this.running -= 1;
  }
}
