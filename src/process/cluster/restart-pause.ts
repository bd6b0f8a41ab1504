/** Milliseconds of life after which a worker's end is no sign that the next one will end, too. */
const LONG_LIFE_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

/** How long to wait before a worker is replaced: not at all, unless it ends at once again and again. */
export class RestartPause {
  private early = 0;

  /**
   * @param lived milliseconds from its start to its end
   * @returns milliseconds
   */
  after(lived: number): number {
    if (lived >= LONG_LIFE_MS) {
      this.early = 0;
      return 0;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.early);
    this.early += 1;
    return pause;
  }
}
