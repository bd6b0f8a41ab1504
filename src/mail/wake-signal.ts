/** Wakes those who wait for work, one at a time. A signal that nobody waits for is kept. */
export class WakeSignal {
  private readonly waiting: (() => void)[] = [];
  private pending = false;

  wakeOne(): void {
    const wake = this.waiting.shift();
    if (wake === undefined) this.pending = true;
    else wake();
  }

  wakeAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }

  async wait(): Promise<void> {
    if (this.pending) this.pending = false;
    else await new Promise<void>((wake) => void this.waiting.push(wake));
  }
}
