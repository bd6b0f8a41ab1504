/** How a row of a list becomes JSON, as SQL texts. */
export interface RowJson {
  readonly json: string;
  /** Of rows that can be so long that a page of them would be too large. */
  readonly long?: {
    /** How many bytes a row takes, told without putting it together. */
    readonly bytes: string;
    /** The row's JSON with shorter texts. */
    readonly shortened: string;
  };
}

/** Bytes of the rows in one answer. The rest of 2 MiB is left for what stands around and between them. */
const MOST_BYTES = 1_900_000;
/** Characters of a text that is shortened. */
const MOST_CHARACTERS = 300;

/** A text as it stands in a shortened row. */
export const shortened = (text: string): string =>
  `CASE WHEN length(${text}) > ${MOST_CHARACTERS} THEN left(${text}, ${MOST_CHARACTERS - 1}) || '…' ELSE ${text} END`;

/**
 * A query of one text: the rows' JSON with commas between. Where all of them take more than an answer may,
 * those that take more than their share are shortened. It happens here, before the texts are put together:
 * what is too much is neither read nor sent to the server.
 *
 * @param position SQL text, as `from` knows it
 * @param from the FROM clause and what follows
 */
export function joinedRows({ json, long }: RowJson, position: string, from: string): string {
  if (long === undefined) return `SELECT string_agg(${json}, ',' ORDER BY ${position}) ${from}`;
  return `
    SELECT string_agg(fitting.json, ',' ORDER BY fitting.position) FROM (
      SELECT ${position} AS position,
        CASE WHEN sum(${long.bytes}) OVER () > ${MOST_BYTES}
            AND ${long.bytes} > ${MOST_BYTES} / count(*) OVER ()
          THEN ${long.shortened} ELSE ${json} END AS json
      ${from}
    ) AS fitting`;
}
