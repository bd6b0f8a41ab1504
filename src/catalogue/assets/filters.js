import { pageAddress, queryOf } from './addresses.js';
import { textOf } from './forms.js';

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
    if (input !== document.activeElement || query[name] !== undefined)
      input.value = query[name] ?? '';
  }
  for (const name of /** @type {const} */ (['genre', 'ordering'])) {
    const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
    choose(select, query[name] ?? '');
  }
}

/** @param {HTMLSelectElement} select @param {string} value */
function choose(select, value) {
  const found = [...select.options].find(
    (each) => each.value.toLowerCase() === value.toLowerCase(),
  );
  if (found === undefined) select.add(new Option(value, value));
  select.value = found?.value ?? value;
}
