/** What may be so: one value once its request was answered, more while that is not known. */
export type Possible<T> = readonly T[];

export interface WrittenMovie {
  readonly title: string;
  readonly key: string;
  readonly genres: readonly string[];
  id?: number;
  there: Possible<boolean>;
  descriptions: Possible<string>;
}

export interface WrittenComment {
  readonly text: string;
  readonly movieId: number;
  readonly parentId: number | null;
  id?: number;
  /** A tombstone is not there any more. */
  there: Possible<boolean>;
}

/** What one client has written, as far as the answers tell. */
export class Ledger {
  /** Writes whose answer came and said that they were done. */
  acknowledged = 0;
  /** Writes without an answer, or with one that does not tell. */
  unknown = 0;
  /** By the movie's id. */
  readonly likes = new Map<number, Possible<boolean>>();
  /** By the text, which no other comment has. */
  readonly comments = new Map<string, WrittenComment>();
  /** By the title, which no other movie has. */
  readonly movies = new Map<string, WrittenMovie>();
}

export const either = <T>(one: Possible<T>, other: Possible<T>): Possible<T> => [
  ...new Set([...one, ...other]),
];

/** Whether it is known to be there. */
export const isThere = ({ there }: { readonly there: Possible<boolean> }): boolean =>
  there.length === 1 && there[0] === true;
