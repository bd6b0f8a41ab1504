import { queryOf } from './addresses.js';
import { announce, announceQuietly } from './announcements.js';
import { syncFilters } from './filters.js';
import { counted } from './html.js';
import { headingOf, listView } from './list-view.js';
import { loadList, loadMovie } from './loading.js';
import { movieView } from './movie-view.js';
import { problemView } from './problem-view.js';
import { isProblem, problemOf } from './problems.js';
import { api } from './session.js';

/** @typedef {import('./shapes.js').Query} Query */
/** @typedef {{ title: string; view: string; main: import('./html.js').Markup; said: string }} Shown */

const main = /** @type {HTMLElement} */ (document.getElementById('view'));
let loading = new AbortController();
let shownSearch = location.search;

/**
 * Shows what an address of the page stands for, as a step that the back button takes back.
 *
 * @param {string} address
 * @param {string} [focus] selector of what gets the focus; the heading unless given, `''` for nothing
 */
export async function go(address, focus = 'h1') {
  const url = new URL(address, location.href);
  history.replaceState({ scroll: scrollY, focus: placeOf(document.activeElement) }, '');
  const isSame = url.href === location.href;
  history[isSame ? 'replaceState' : 'pushState']({}, '', url);
  const target = url.hash === '' ? focus : url.hash;
  if (await show(target)) scrollTo({ top: target === 'h1' ? 0 : scrollY });
  if (url.hash !== '') main.querySelector(url.hash)?.scrollIntoView();
}

/** Shows the same again, as it is now. @param {string} [focus] */
export const refresh = (focus = '') => show(focus);

/** After the back or forward button: what was there, and where one was on it. */
export async function restore() {
  if (location.search === shownSearch) return; // another place on the same page
  const { scroll = 0, focus = 'h1' } = history.state ?? {};
  if (await show(focus)) scrollTo({ top: scroll });
}

/** @param {string} focus @returns {Promise<boolean>} whether nothing else was asked for meanwhile */
async function show(focus) {
  loading.abort();
  const { signal } = (loading = new AbortController());
  const query = queryOf(new URLSearchParams(location.search));
  shownSearch = location.search;
  main.setAttribute('aria-busy', 'true');
  const shown = await shownBy(query, signal);
  if (signal.aborted) return false;
  main.removeAttribute('aria-busy');
  draw(shown.main);
  document.title = `${shown.title} · Movie API`;
  document.body.dataset['view'] = shown.view;
  syncFilters(query);
  announceQuietly(shown.said);
  if (focus !== '') focusOn(focus);
  return true;
}

/** @param {Query} query @param {AbortSignal} signal @returns {Promise<Shown>} */
async function shownBy(query, signal) {
  const wasSignedIn = api.token !== undefined;
  try {
    return await (query.movie === undefined ? listShown(query, signal) : movieShown(query, signal));
  } catch (error) {
    if (isProblem(error, 401) && wasSignedIn && api.token === undefined) {
      announce('Your session has ended. Sign in again to go on.');
      return shownBy(query, signal);
    }
    const problem = problemOf(error);
    const said = `${problem.title}. ${problem.detail}`;
    return { title: problem.title, view: 'problem', main: problemView(problem), said };
  }
}

/** @param {Query} query @param {AbortSignal} signal @returns {Promise<Shown>} */
async function listShown(query, signal) {
  const list = await loadList(query, signal);
  const said = `${headingOf(query)}: ${counted(list.movies.count, 'film')}`;
  return { title: headingOf(query), view: 'list', main: listView(list), said };
}

/** @param {Query} query @param {AbortSignal} signal @returns {Promise<Shown>} */
async function movieShown(query, signal) {
  const shown = await loadMovie(query, signal);
  const { title } = shown.movie;
  return { title, view: 'movie', main: movieView(shown), said: title };
}

/** What was being written stays. @param {import('./html.js').Markup} markup */
function draw(markup) {
  const written = /** @type {HTMLTextAreaElement | null} */ (main.querySelector('#text-new'));
  const movieBefore = main.querySelector('[data-movie]')?.getAttribute('data-movie');
  main.innerHTML = markup.text; // made by `html`, which escapes whatever is put into it
  const field = /** @type {HTMLTextAreaElement | null} */ (main.querySelector('#text-new'));
  const isSame = main.querySelector('[data-movie]')?.getAttribute('data-movie') === movieBefore;
  if (field && written && isSame) field.value = written.value;
}

/** @param {string} selector */
function focusOn(selector) {
  const element = document.querySelector(selector) ?? main.querySelector('h1');
  /** @type {HTMLElement | null} */ (element)?.focus({ preventScroll: true });
}

/** How to find the element again when its view is back. @param {Element | null} element */
function placeOf(element) {
  const href = element?.getAttribute('href');
  if (href) return `a[href="${CSS.escape(href)}"]`;
  return element?.id ? `#${element.id}` : 'h1';
}
