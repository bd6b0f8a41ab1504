import type { SelectiveWords } from './selective-words.js';
import type { TypedTitle } from './typed-title.js';
import type { Values } from '../database/run/statement.js';

/** Ranks of titles that have what was typed as it stands; the lower, the better. */
export const RANK = {
  /** The title itself. */
  same: 0,
  /** But for an article, signs, blanks, or how a number is written. */
  alike: 1,
  /** The title, followed by the movie's year. */
  dated: 2,
  begins: 3,
  /** The same words in another order. */
  reordered: 4,
  contains: 5,
} as const;

/** @returns SQL: whether one of the joined forms passes a condition */
const anyForm = (forms: readonly string[], condition: (form: string) => string): string =>
  `(${forms.map(condition).join(' OR ')})`;

/**
 * The titles that have the words as typed, or that are or begin with them, blanks aside: `spiderman`.
 *
 * @returns parts of a WITH clause, `matches` the last
 */
export function literalMatches(
  typed: TypedTitle,
  selective: SelectiveWords,
  values: Values,
): string {
  const key = hidden(values.add(typed.key), 'text');
  const forms = typed.forms.map((form) => hidden(values.add(form), 'text'));
  const bareLength = hidden(values.add(typed.bareLength), 'integer');
  const hasAll = `words @@ ${hidden(values.add(typed.every), 'tsquery')}`;
  const dated = datedTitle(typed, values);
  const begins = (form: string): string =>
    `starts_with(joined_title, ${form}) OR starts_with(joined_original_title, ${form})`;
  const rank = `CASE
      WHEN ${anyForm(forms, isTitle)} THEN
        CASE WHEN (SELECT movies.title_key = ${key} FROM movies WHERE movies.id = movie_id)
          THEN ${RANK.same} ELSE ${RANK.alike} END
      ${dated ? `WHEN ${dated.isYear} AND ${anyForm(dated.forms, isTitle)} THEN ${RANK.dated}` : ''}
      WHEN ${anyForm(forms, begins)} THEN ${RANK.begins}
      ${dated ? `WHEN ${dated.isYear} AND ${anyForm(dated.forms, begins)} THEN ${RANK.begins}` : ''}
      WHEN length(joined_title) IN (length(${forms[0]}), ${bareLength}) THEN ${RANK.reordered}
      ELSE ${RANK.contains}
    END`;
  const ranked = (condition: string): string =>
    `SELECT movie_id, like_count, ${rank} AS rank FROM movie_search WHERE ${condition}`;
  // A condition within IS TRUE is beyond the index: it is looked at in the rows that the rest finds.
  const found =
    selective.query === typed.every
      ? hasAll
      : `words @@ ${hidden(values.add(selective.query), 'tsquery')} AND (${hasAll}) IS TRUE`;
  const begun = (some: readonly string[]): string =>
    anyForm(some, (form) => byJoined((column) => beginsWith(column, form)));
  const joined = dated
    ? `${begun(forms)} OR ${begun(dated.forms)} AND ${dated.isYear}`
    : begun(forms);
  return `matches AS MATERIALIZED (
      ${ranked(found)}
      UNION ALL
      ${ranked(`(${joined}) AND (${hasAll}) IS NOT TRUE`)}
    )`;
}

/** @returns SQL: whether a joined form is the title, or the original title */
const isTitle = (form: string): string => `${form} IN (joined_title, joined_original_title)`;

/** @returns the placeholders of a title that was typed with its year */
export function datedTitle(
  { dated }: TypedTitle,
  values: Values,
): { readonly forms: readonly string[]; readonly isYear: string } | undefined {
  if (dated === undefined) return undefined;
  return {
    forms: dated.forms.map((form) => hidden(values.add(form), 'text')),
    isYear: `words @@ ${hidden(values.add(dated.year), 'tsquery')}`,
  };
}

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
