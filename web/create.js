import { signedIn } from './account.js';
import { announce } from './announcements.js';
import { movieAddress } from './addresses.js';
import { openDialog } from './dialogs.js';
import { loadGenres } from './filters.js';
import { keyFor, textOf } from './forms.js';
import { html } from './html.js';
import { go } from './navigation.js';
import { api } from './session.js';

/** Asks for a film, and shows it when it is there. */
export async function create() {
  /** @type {import('./shapes.js').Movie | undefined} */
  let movie;
  await openDialog(FORM, async (form) => {
    await signedIn(async () => {
      const body = inputOf(form);
      movie = await api.post('/movies/', { body, idempotencyKey: keyFor(form, body) });
    });
    return undefined;
  });
  if (movie === undefined) return;
  void loadGenres();
  await go(movieAddress(movie.id));
  announce('Your film is in. A mail confirms it.');
}

/** What was filled in; the API says what is wrong with it. @param {HTMLFormElement} form */
function inputOf(form) {
  const texts = ['original_title', 'language', 'director', 'description'];
  const numbers = ['year', 'runtime_minutes'];
  const lists = ['genres', 'cast'];
  const given = [...texts, ...numbers, ...lists].filter((name) => textOf(form, name) !== '');
  const valueOf = (/** @type {string} */ name) => {
    const text = textOf(form, name);
    if (lists.includes(name)) return listOf(text);
    return numbers.includes(name) ? numberOf(text) : text;
  };
  const others = given.map((name) => [name, valueOf(name)]);
  return { title: textOf(form, 'title'), ...Object.fromEntries(others) };
}

/** @param {string} text */
const numberOf = (text) => (/^\d+$/.test(text) ? Number(text) : text);

/** @param {string} text */
const listOf = (text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** @param {string} name @param {string} label @param {string} size @param {string} [hint] */
const field = (name, label, size, hint) =>
  html`<div class="field ${size}">
    <label for="new-${name}">${label}${hint && html` <span class="hint">${hint}</span>`}</label>
    <input id="new-${name}" name="${name}" />
  </div>`;

const FORM = html`<form novalidate autocomplete="off" data-draft="film">
  <h2>Add a film</h2>
  <p class="notice" data-restored>
    You began this before. <button type="button" class="link" data-clear>Start anew</button>
  </p>
  ${field('title', 'Title', '', '(required)')} ${field('original_title', 'Original title', 'half')}
  ${field('director', 'Director', 'half')} ${field('year', 'Year', 'third')}
  ${field('runtime_minutes', 'Minutes', 'third')}
  ${field('language', 'Language', 'third', '(en, fr)')}
  ${field('genres', 'Genres', '', '(with commas)')} ${field('cast', 'Cast', '', '(with commas)')}
  <div class="field">
    <label for="new-description">What it is about</label>
    <textarea id="new-description" name="description" rows="4"></textarea>
  </div>
  <p class="buttons">
    <button class="button">Add it</button>
    <button type="button" class="button quiet" data-close>Cancel</button>
  </p>
</form>`;
