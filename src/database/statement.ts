import { createHash } from 'node:crypto';

/** A statement that each connection parses and plans once, known by the digest of its text. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/** A statement and the values of its placeholders; without a name it is planned anew each time. */
export interface Query {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** SQL text that writes a time as RFC 3339 has it, in UTC. */
export const rfc3339 = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const known = new Map<string, PreparedStatement>();

/** For statements whose text is fixed, or one of few: each connection keeps every one it has seen. */
export function prepared(text: string): PreparedStatement {
  const found = known.get(text);
  if (found !== undefined) return found;
  const statement = { name: createHash('sha1').update(text).digest('base64url'), text };
  known.set(text, statement);
  return statement;
}
