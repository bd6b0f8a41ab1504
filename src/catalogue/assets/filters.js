import { pageAddress, queryOf } from './addresses.js';
import { genreOptions } from './filters-view.js';
import { textOf } from './forms.js';
import { html } from './html.js';
import { api } from './session.js';

const form = /** @type {HTMLFormElement} */ (document.getElementById('filters'));

/** The address of what the form asks for. */
export function filteredAddress() {
  const names = [...form.elements].flatMap((field) => field.getAttribute('name') ?? []);
  const given = names.map((name) => [name, textOf(form, name)]);
  return pageAddress(queryOf(new URLSearchParams(given)));
}

/** Brings the form to what the address says: the back button moves it, too. @param {import('./shapes.js').Query} query */
export function syncFilters(query) {
  for (const name of /** @type {const} */ (['title', 'year_min', 'year_max'])) {
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    input.value = query[name] ?? '';
  }
  for (const name of /** @type {const} */ (['genre', 'ordering']))
    choose(selectOf(name), query[name] ?? '');
}

/** The page of a problem comes without genres. */
export const lacksGenres = () => selectOf('genre').options.length < 2;

/** Offers the genres that there are now. */
export async function loadGenres() {
  const select = selectOf('genre');
  try {
    const { results } = await api.get('/genres/', { query: { page_size: 100 } });
    select.innerHTML = html`${genreOptions(select.value, results)}`.text; // made by `html`
  } catch {
    // What was offered still is; where that is nothing, the next view asks again.
  }
}

/** @param {string} name */
const selectOf = (name) => /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));

/** @param {HTMLSelectElement} select @param {string} value */
function choose(select, value) {
  const found = [...select.options].find(
    (each) => each.value.toLowerCase() === value.toLowerCase(),
  );
  if (found === undefined) select.add(new Option(value, value));
  select.value = found?.value ?? value;
}
