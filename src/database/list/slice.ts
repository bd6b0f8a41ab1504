/** Rows by the number of their page. */
export interface PageSlice {
  readonly kind: 'page';
  /** From 1. */
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

/** Rows by what stands before or behind them. */
export interface CursorSlice {
  readonly kind: 'cursor';
  readonly limit: number;
  /** `undefined`: the beginning of the list. */
  readonly position: Position | undefined;
}

/** Which rows of a list are asked for. */
export type Slice = PageSlice | CursorSlice;

/** A place in a list. The row that gave its values may have gone since. */
export interface Position {
  /** The sort keys there, as PostgreSQL's text. */
  readonly values: readonly (string | null)[];
  /** Towards the beginning instead of the end. */
  readonly backward: boolean;
  /** Whether a row that is exactly there belongs to the slice. */
  readonly inclusive: boolean;
}
