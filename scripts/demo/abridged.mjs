const WIDTH = 88;
const LONGEST_TEXT = 64;
const MOST_ELEMENTS = 5;

/**
 * JSON for people: long texts and lists are cut, members without a value are left out, and an
 * element of a list is one line with as much as fits. `…` stands where something is missing.
 *
 * @param {unknown} value
 * @returns {string}
 */
export const abridged = (value) => written(value, '');

function written(value, indent) {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const parts = isList ? elements(value, indent) : members(value, indent);
  if (parts.length === 0) return isList ? '[]' : '{}';
  const line = enclosed(parts, isList);
  if (fits(line, indent)) return line;
  const lines = parts.map((part) => `${indent}  ${part}`).join(',\n');
  return isList ? `[\n${lines}\n${indent}]` : `{\n${lines}\n${indent}}`;
}

function elements(list, indent) {
  const shown = list.slice(0, MOST_ELEMENTS).map((element) => onOneLine(element, `${indent}  `));
  const missing = list.length - shown.length;
  return missing > 0 ? [...shown, `… ${missing} more`] : shown;
}

function members(object, indent) {
  const all = Object.entries(object);
  const shown = all.filter(([, member]) => !isEmpty(member));
  const parts = shown.map(([name, member]) => `"${name}": ${written(member, `${indent}  `)}`);
  return shown.length < all.length ? [...parts, '…'] : parts;
}

/** An object's first members, up to the end of the line. */
function onOneLine(value, indent) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return written(value, indent);
  }
  const parts = members(value, indent);
  for (let count = parts.length; count > 1; count -= 1) {
    const shown = parts.slice(0, count);
    if (count < parts.length && shown.at(-1) !== '…') shown.push('…');
    if (fits(enclosed(shown, false), indent)) return enclosed(shown, false);
  }
  return written(value, indent);
}

const enclosed = (parts, isList) => (isList ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`);

const fits = (line, indent) => line.length + indent.length <= WIDTH && !line.includes('\n');

const isEmpty = (value) => value === null || (Array.isArray(value) && value.length === 0);

function cut(text) {
  const signs = [...text];
  return signs.length > LONGEST_TEXT ? `${signs.slice(0, LONGEST_TEXT - 1).join('')}…` : text;
}
