/** Wakes those who wait for work, one for each stroke; a stroke that nobody hears is kept. */
export class MailBell {
  private readonly waiting: (() => void)[] = [];
  private rung = false;

  ring(): void {
    const wake = this.waiting.shift();
    if (wake === undefined) this.rung = true;
    else wake();
  }

  /** Wakes everybody, and lets nobody sleep again. */
  ringForAll(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }

  async heard(): Promise<void> {
    if (this.rung) this.rung = false;
    else await new Promise<void>((wake) => void this.waiting.push(wake));
  }
}
