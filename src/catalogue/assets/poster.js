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

/** A number from a text, the same each time (FNV-1a). @param {string} text */
function digest(text) {
  let hash = 0x811c9dc5;
  for (const character of text)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
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
export function poster({ title, year, genres, director }) {
  const hash = digest(title);
  const ofGenre = genres.map((genre) => PICTURES[genre]).find((each) => each !== undefined);
  const pictures = ofGenre ?? OTHERS;
  const picture = pictures[(hash >>> 8) % pictures.length];
  return html`<span class="poster ${picture} hue${hash % HUES}">
    <span class="poster-year">${year}</span>
    <span class="poster-title size-${sizeOf(title)}" dir="auto">${title}</span>
    <span class="poster-by" dir="auto">${director}</span>
  </span>`;
}
