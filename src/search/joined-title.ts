/** Every `popularity` there is: with each of them, a title is one range of the index. */
const POPULARITIES = `'{${Array.from({ length: 32 }, (_, digits) => digits).join(',')}}'::smallint[]`;

/**
 * The movies whose joined title, or original title, passes a condition on it.
 *
 * @param condition on the column that it is given
 */
export const byJoined = (condition: (column: string) => string): string =>
  ['joined_title', 'joined_original_title']
    .map((column) => `popularity = ANY (${POPULARITIES}) AND ${condition(column)}`)
    .map((part) => `(${part})`)
    .join(' OR ');

/** Everything that begins so: the range of an index in the order of code points. */
export const beginsWith = (column: string, text: string): string =>
  `${column} >= ${text} AND ${column} < ${text} || U&'\\+10FFFF'`;

/**
 * A value that the planner does not see. Where it sees one, be it only to compare with, plans for that
 * very value look cheaper than one for all, and it plans anew each time; that takes longer than to run.
 */
export const hidden = (placeholder: string, type: string): string =>
  `(SELECT ${placeholder}::${type})`;
