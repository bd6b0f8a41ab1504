/** Text that is markup already, and is not escaped again. */
export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** @typedef {import('./shapes.js').Content} Content */

/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Markup from a template. Whatever is put into it is text, and escaped, unless it is {@link Markup};
 * lists are joined, `null`, `undefined` and `false` are nothing. Attributes need their quotes.
 *
 * @param {TemplateStringsArray} strings
 * @param {readonly Content[]} values
 */
export function html(strings, ...values) {
  const parts = strings.map((part) => part.replaceAll(/\n\s*/g, ' '));
  return new Markup(String.raw({ raw: parts }, ...values.map(rendered)));
}

/**
 * @param {Content} value
 * @returns {string}
 */
function rendered(value) {
  if (value instanceof Markup) return value.text;
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(rendered).join('');
  return String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A number with its noun. @param {number} count @param {string} noun */
export const counted = (count, noun) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
