import { createHash } from 'node:crypto';

/** Where a statement may run. One that says nothing runs on the primary, on a connection of its own. */
export interface Use {
  /** It only reads: a replica may answer it, which then has all that was committed before. */
  readonly reads?: boolean;
  /**
   * It reads so little that it can share a connection with others: what takes more than a few
   * milliseconds would hold them up.
   */
  readonly quick?: boolean;
}

export interface Statement extends Use {
  /** Each connection parses and plans it once under this name; without one it is planned every time. */
  readonly name?: string;
  readonly text: string;
}

export type PreparedStatement = Statement & { readonly name: string };

/** A statement and the values of its placeholders. */
export interface Query extends Statement {
  readonly values: readonly unknown[];
}

/** SQL text that writes a time as RFC 3339 has it, in UTC. */
export const rfc3339 = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const names = new Map<string, string>();

/** For statements whose text is fixed, or one of few: each connection keeps every one it has seen. */
export function prepared(text: string, use: Use = {}): PreparedStatement {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return { name, text, ...use };
}

/** Collects the values of a statement and hands out their placeholders. */
export class Values {
  readonly list: unknown[] = [];

  /** @returns the placeholder, such as `$3` */
  add(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}
