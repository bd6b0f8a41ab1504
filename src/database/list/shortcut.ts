/** A way to a page far down that does not pass all rows before it. */
export interface Shortcut {
  /**
   * A query of one row, a place in the list: its column `skipped` says how many rows come before it,
   * which is the given offset (SQL text) at most.
   */
  readonly query: (offset: string) => string;
  /** The condition on the rows from that place on, which it reads as `shortcut`. */
  readonly where: string;
}

/** So many rows are passed as soon as a shortcut is found. */
export const WORTH_A_SHORTCUT = 1000;
