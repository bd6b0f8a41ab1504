import type { FieldError } from '../problems/problem.js';

/** What makes a text one that PostgreSQL cannot store or JSON cannot carry. */
function unstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain the character NUL';
  return text.isWellFormed() ? undefined : 'must not contain lone surrogates';
}

/** Levels of lists and objects within each other; the deepest field of any input has two. */
const DEEPEST = 16;

/**
 * NUL and lone surrogates anywhere in an input, in names too: PostgreSQL stores neither.
 *
 * @param kind "field" or "parameter"
 */
export function* brokenTexts(
  value: unknown,
  kind = 'field',
  path = '',
  depth = 0,
): Generator<FieldError> {
  if (typeof value === 'string') {
    const message = unstorable(value);
    if (message !== undefined) yield { field: path, message };
  } else if (typeof value === 'object' && value !== null) {
    if (depth > DEEPEST) yield { field: path.split('.', 1)[0]!, message: 'is nested too deeply' };
    else {
      for (const [key, item] of Object.entries(value)) {
        const field = path === '' ? key : `${path}.${key}`;
        // JSON.parse makes an own member of it; nothing behind this line has to be careful.
        const message = key === '__proto__' ? `is not a known ${kind}` : unstorable(key);
        if (message === undefined) yield* brokenTexts(item, kind, field, depth + 1);
        else yield { field: shown(field), message };
      }
    }
  }
}

/** A name that may stand in the answer: NUL as its picture, a lone surrogate as U+FFFD. */
const shown = (name: string): string => name.toWellFormed().replaceAll('\0', '\u2400');
