import { NEAR } from './near-matches.js';
import { allOf, either, type Alternatives } from './tsquery.js';
import { isYearTerm } from './typed-title.js';
import type { Values } from '../database/run/statement.js';
import { hidden } from './literal-matches.js';

/** Comparisons of a title with a typed word: that many take some hundredths of a second. */
const MOST_COMPARISONS = 20_000;

/** Titles that share words with what was typed. */
export interface SharedWords {
  /** Of which a title has to have one: a `tsquery`. */
  readonly rare: string;
  /** All that count: a `tsquery` each. */
  readonly words: readonly string[];
}

/** In a shorter beginning of a word there is no word yet. */
const SHORTEST_BEGINNING = 3;

/** The word itself, not the movie's year. */
const asTitleWord = ({ words, beginnings }: Alternatives): Alternatives => ({
  words: words.filter((word) => !isYearTerm(word)),
  beginnings: beginnings.filter((beginning) => beginning.length >= SHORTEST_BEGINNING),
});

/** Titles that have nothing else in common are not what was meant by `casablanca & amadeus`. */
const isAnd = ({ words: [word] }: Alternatives): boolean => word === 'and';

/**
 * @param words that titles may share
 * @param titlesOf how many titles have each of them, about
 * @returns the rarest of the words; and the next one, for where no title has any of those
 */
export function sharedWords(
  words: readonly Alternatives[],
  titlesOf: (words: readonly Alternatives[]) => readonly number[],
): SharedWords[] {
  const own = words.map(asTitleWord);
  const titles = titlesOf(own).map((count, index) => (isAnd(own[index]!) ? Infinity : count));
  const order = own.map((_, index) => index).sort((one, other) => titles[one]! - titles[other]!);
  let sum = 0;
  const isRare = order.map((index) => (sum += titles[index]!) * words.length <= MOST_COMPARISONS);
  const rare = order.filter((_, place) => isRare[place]);
  const next = order.slice(rare.length, rare.length + 1);
  const counted = words.map((word) => allOf([word]));
  return [rare, next]
    .filter((some) => some.length > 0)
    .map((some) => ({ rare: either(some.map((index) => allOf([own[index]!]))), words: counted }));
}

/**
 * The titles that share most with what was typed, a word counting the more the fewer of them have it
 * (inverse document frequency); equal ones by their length. What shares less than half of that is left out.
 *
 * @returns parts of a WITH clause, `matches` the last
 */
export function sharedMatches({ rare, words }: SharedWords, values: Values): string {
  const queries = hidden(values.add(words), 'text[]');
  return `candidates AS MATERIALIZED (
      SELECT movie_id, like_count, words, length(joined_title) AS length FROM movie_search
      WHERE words @@ ${hidden(values.add(rare), 'tsquery')}
    ), shared AS MATERIALIZED (
      SELECT movie_id, like_count, length, place
      FROM candidates JOIN unnest(${queries}::tsquery[]) WITH ORDINALITY AS typed (query, place)
        ON words @@ query
    ), weights AS MATERIALIZED (
      SELECT place, ln(1 + (SELECT count(*) FROM candidates)::float8 / count(*)) AS weight
      FROM shared GROUP BY place
    ), scores AS MATERIALIZED (
      SELECT movie_id, like_count, length, sum(weight) AS score
      FROM shared JOIN weights USING (place) GROUP BY movie_id, like_count, length
    ), matches AS MATERIALIZED (
      SELECT movie_id, like_count,
        ${NEAR.contains} + 1000 * round(10 * (best - score))::integer + length AS rank
      FROM scores CROSS JOIN (SELECT max(score) AS best FROM scores) AS most
      WHERE score >= best / 2
    )`;
}
