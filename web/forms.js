import { ProblemError } from './client.js';
import { NotSignedIn, problemOf } from './problems.js';

/**
 * Sends a form once at a time, and shows at its fields what the API has to say about them.
 *
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} work
 */
export async function sending(form, work) {
  const button = form.querySelector('button:not([type="button"])');
  if (button?.getAttribute('aria-disabled') === 'true') return;
  clearErrors(form);
  button?.setAttribute('aria-disabled', 'true');
  try {
    await work();
  } catch (error) {
    showErrors(form, error);
  } finally {
    button?.removeAttribute('aria-disabled');
  }
}

/** @type {WeakMap<HTMLFormElement, { content: string; key: string }>} */
const keys = new WeakMap();

/**
 * The `Idempotency-Key` of what a form says: sent again by hand, after an answer that was lost, it is
 * done once.
 *
 * @param {HTMLFormElement} form
 * @param {unknown} body
 */
export function keyFor(form, body) {
  const content = JSON.stringify(body);
  const kept = keys.get(form);
  if (kept?.content === content) return kept.key;
  const key = [...crypto.getRandomValues(new Uint32Array(4))].join('-');
  keys.set(form, { content, key });
  return key;
}

/** @param {HTMLFormElement} form */
export function clearErrors(form) {
  for (const message of form.querySelectorAll('.error')) message.remove();
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
}

/** @param {HTMLFormElement} form @param {unknown} error */
function showErrors(form, error) {
  if (error instanceof NotSignedIn) return;
  const errors = error instanceof ProblemError ? error.errors : [];
  const shown = errors.filter(({ field, message }) =>
    showAt(form, field.split('.')[0] ?? '', message),
  );
  if (shown.length < errors.length || errors.length === 0) {
    const alert = messageOf(problemOf(error).detail);
    alert.setAttribute('role', 'alert');
    form.querySelector('.buttons, button')?.before(alert);
  }
  const first = /** @type {HTMLElement | null} */ (form.querySelector('[aria-invalid]'));
  first?.focus();
}

/**
 * Below the field, or where the form has a place for errors.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} message
 * @returns {boolean} whether the form has the field
 */
export function showAt(form, name, message) {
  const input = form.elements.namedItem(name);
  if (!(input instanceof HTMLElement)) return false;
  const label = form.querySelector(`label[for="${input.id}"]`)?.firstChild?.textContent?.trim();
  const text = messageOf(`${label ?? name} ${message}.`);
  text.id = `${input.id}-error`;
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', text.id);
  const place = form.querySelector('[data-errors]');
  if (place) place.append(text);
  else input.after(text);
  return true;
}

/** @param {string} text */
function messageOf(text) {
  const message = document.createElement('p');
  message.className = 'error';
  message.textContent = text;
  return message;
}

/** What a field of a form says, trimmed. @param {HTMLFormElement} form @param {string} name */
export const textOf = (form, name) => rawTextOf(form, name).trim();

/** As it was typed: blanks belong to a password. @param {HTMLFormElement} form @param {string} name */
export function rawTextOf(form, name) {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}
