import { movieAddress } from './addresses.js';
import { announceQuietly } from './announcements.js';
import { counted, html } from './html.js';
import { go } from './navigation.js';
import { api } from './session.js';

/** Milliseconds without a key after which the API is asked. */
const PAUSE_MS = 120;

const input = /** @type {HTMLInputElement} */ (document.getElementById('title'));
const list = document.createElement('ul');
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
let asking = new AbortController();
/** The option that the arrows have reached; -1: none. */
let active = -1;

/** Titles while one types: a combobox with a list (ARIA Authoring Practices, "Editable Combobox With List Autocomplete"). */
export function suggestTitles() {
  list.id = 'suggestions';
  list.className = 'suggestions';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Titles');
  input.after(list);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void suggest(), PAUSE_MS);
  });
  input.addEventListener('keydown', onKey);
  input.addEventListener('blur', closeSuggestions);
  // Before the input loses the focus, which closes the list.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    if (target instanceof Element) open(target.closest('li'));
  });
}

export function closeSuggestions() {
  clearTimeout(waiting);
  asking.abort();
  list.hidden = true;
  active = -1;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

async function suggest() {
  asking.abort();
  const title = input.value.trim();
  if (title === '') return closeSuggestions();
  const { signal } = (asking = new AbortController());
  try {
    const { results } = await api.get('/movies/suggest/', { query: { title }, signal });
    if (signal.aborted) return;
    if (results.length > 0) offer(results);
    else closeSuggestions();
  } catch {
    // No suggestions, then; the search itself says what is wrong.
    if (!signal.aborted) closeSuggestions();
  }
}

/** @param {readonly Pick<import('./shapes.js').Movie, 'id' | 'title' | 'year'>[]} movies */
function offer(movies) {
  list.innerHTML = html`${movies.map(
    ({ id, title, year }, index) =>
      html`<li role="option" id="option-${index}" aria-selected="false" data-id="${id}">
        <bdi>${title}</bdi> <span>${year}</span>
      </li>`,
  )}`.text; // made by `html`
  list.hidden = false;
  active = -1;
  input.setAttribute('aria-expanded', 'true');
  input.removeAttribute('aria-activedescendant');
  announceQuietly(`${counted(movies.length, 'title')}. Choose with the arrow keys.`);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.isComposing) return; // the keys are the input method's
  if (list.hidden) {
    if (event.key === 'ArrowDown') void suggest();
    return;
  }
  if (event.key === 'Escape') closeSuggestions();
  else if (event.key === 'ArrowDown') move(1);
  else if (event.key === 'ArrowUp') move(-1);
  else if (event.key === 'Enter' && active >= 0) open(list.children[active]);
  else return;
  event.preventDefault();
}

/** Round and round; between the last and the first is what was typed. @param {number} step */
function move(step) {
  const places = list.children.length + 1;
  list.children[active]?.setAttribute('aria-selected', 'false');
  active = ((active + 1 + step + places) % places) - 1;
  const option = list.children[active];
  option?.setAttribute('aria-selected', 'true');
  option?.scrollIntoView({ block: 'nearest' });
  if (option) input.setAttribute('aria-activedescendant', option.id);
  else input.removeAttribute('aria-activedescendant');
}

/** @param {Element | null | undefined} option */
function open(option) {
  const id = Number(option?.getAttribute('data-id'));
  if (!id) return;
  closeSuggestions();
  input.value = '';
  void go(movieAddress(id));
}
