import { html } from './html.js';

/** @typedef {import('./shapes.js').Movie} Movie */

/**
 * The pictures of a genre, one of which a title gets; the first of a movie's genres that has some
 * decides. Drama has none of its own: half of all films are that.
 *
 * @type {Record<string, readonly string[]>}
 */
const PICTURES = {
  Action: ['slant', 'slant', 'chevrons'],
  Adventure: ['peaks', 'slant'],
  Animation: ['quarters'],
  Biography: ['keyhole', 'iris'],
  Comedy: ['dots', 'quarters', 'confetti'],
  Crime: ['blinds', 'keyhole'],
  Documentary: ['grid'],
  Family: ['quarters', 'dots'],
  Fantasy: ['rays', 'orbit'],
  History: ['columns'],
  Horror: ['teeth'],
  Music: ['bars'],
  Musical: ['bars', 'rays'],
  Mystery: ['keyhole', 'teeth'],
  Noir: ['blinds'],
  Romance: ['pair', 'halves'],
  'Science Fiction': ['rings', 'orbit'],
  Silent: ['iris'],
  Sport: ['track'],
  Sports: ['track'],
  Thriller: ['teeth', 'blinds'],
  War: ['chevrons', 'columns'],
  Western: ['sunset'],
};
const OTHERS = ['moon', 'halves', 'iris', 'columns', 'steps', 'keyhole', 'orbit', 'pair'];

/** Colours of `posters.css`. */
const HUES = 24;

/** Ways in which the shapes' colours differ from the hue, and in which the shapes lie. */
const TINTS = 5;
const TURNS = 4;

/** Numbers below each of the limits, made from a text: the same each time (FNV-1a, mixed). @param {string} text @param {readonly number[]} limits */
function numbersFrom(text, limits) {
  let hash = 0x811c9dc5;
  for (const character of text)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return limits.map((limit) => {
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) % limit;
  });
}

/** @param {string} title */
function sizeOf(title) {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => word.length));
  if (title.length > 48 || longest > 14) return 's';
  return title.length > 20 || longest > 9 ? 'm' : 'l';
}

/**
 * A poster of letters and shapes: pictures lie on other hosts, which this page does not ask.
 *
 * @param {Movie} movie
 */
export function poster({ id, title, year, genres, director }) {
  const ofGenre = genres.map((genre) => PICTURES[genre]).find((each) => each !== undefined);
  const pictures = ofGenre ?? OTHERS;
  // Films of one title are told apart by their ids.
  const limits = [HUES, TINTS, TURNS, pictures.length];
  const [hue, tint, turn, which = 0] = numbersFrom(`${id} ${title}`, limits);
  return html`<span class="poster ${pictures[which]} hue${hue} tint${tint} turn${turn}">
    <span class="poster-year">${year}</span>
    <span class="poster-title size-${sizeOf(title)}" dir="auto">${title}</span>
    <span class="poster-by" dir="auto">${director}</span>
  </span>`;
}
