import { isSearch, pageAddress, queryOf } from './addresses.js';
import { genreOptions, orderingOptions } from './filters-view.js';
import { clearErrors, showAt, textOf } from './forms.js';
import { html } from './html.js';
import { api } from './session.js';

const form = /** @type {HTMLFormElement} */ (document.getElementById('filters'));
const YEARS = /** @type {const} */ (['year_min', 'year_max']);

/** The address of what the form asks for. */
export function filteredAddress() {
  const names = [...form.elements].flatMap((field) => field.getAttribute('name') ?? []);
  const given = names.map((name) => [name, textOf(form, name)]);
  return pageAddress(queryOf(new URLSearchParams(given)));
}

/** Says at its field what the API would refuse. @returns {boolean} whether there is nothing */
export function checkFilters() {
  clearErrors(form);
  const wrong = YEARS.filter((name) => !inputOf(name).validity.valid);
  for (const name of wrong) showAt(form, name, 'must be a number from 1 to 9999');
  return wrong.length === 0;
}

/** A search has no order but its own: another is offered while there is no title. */
export function watchTitle() {
  form.noValidate = true; // `checkFilters` does it
  inputOf('title').addEventListener('input', () => {
    const title = textOf(form, 'title') || undefined;
    if (selectOf('ordering').disabled !== (title !== undefined))
      offerOrders({ ...queryOf(new URLSearchParams(location.search)), title });
  });
}

/** @param {import('./shapes.js').Query} query */
function offerOrders(query) {
  const select = selectOf('ordering');
  select.innerHTML = html`${orderingOptions(query)}`.text; // made by `html`
  select.disabled = isSearch(query);
}

/** Brings the form to what the address says: the back button moves it, too. @param {import('./shapes.js').Query} query */
export function syncFilters(query) {
  for (const name of /** @type {const} */ (['title', ...YEARS]))
    inputOf(name).value = query[name] ?? '';
  choose(selectOf('genre'), query.genre ?? '');
  offerOrders(query);
  clearErrors(form);
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
const inputOf = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

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
