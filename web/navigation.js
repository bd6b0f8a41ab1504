import { queryOf } from './addresses.js';
import { announce, announceQuietly } from './announcements.js';
import { restoreDraft } from './drafts.js';
import { lacksGenres, loadGenres, syncFilters } from './filters.js';
import { counted } from './html.js';
import { headingOf, listView } from './list-view.js';
import { loadList, loadMovie } from './loading.js';
import { movieView } from './movie-view.js';
import { mayPass, problemView } from './problem-view.js';
import { isProblem, problemOf } from './problems.js';
import { api } from './session.js';

/** @typedef {import('./shapes.js').Query} Query */
/** @typedef {{ title: string; view: string; main: import('./html.js').Markup; said: string; status?: number }} Shown */

const main = /** @type {HTMLElement} */ (document.getElementById('view'));
let loading = new AbortController();
let shownSearch = location.search;

/**
 * Shows what an address of the page stands for, as a step that the back button takes back.
 *
 * @param {string} address
 * @param {string} [focus] selector of what gets the focus; the heading unless given, `''` for nothing
 * @param {boolean} [isSameStep] as the one before: the back button takes both back
 */
export async function go(address, focus = 'h1', isSameStep = false) {
  const url = new URL(address, location.href);
  history.replaceState({ scroll: scrollY, focus: placeOf(document.activeElement) }, '');
  const stays = isSameStep || url.href === location.href;
  history[stays ? 'replaceState' : 'pushState']({}, '', url);
  const target = url.hash === '' ? focus : url.hash;
  if (await showAddressed(target)) scrollTo({ top: target === 'h1' ? 0 : scrollY });
  if (url.hash !== '') main.querySelector(url.hash)?.scrollIntoView();
}

/**
 * Shows the same again, as it is now. Where that fails for a while, what is there stays.
 *
 * @param {string} [focus]
 */
export const refresh = (focus = '') =>
  show(focus, ({ status = 200 }) => mayPass(status) && document.body.dataset['view'] !== 'problem');

/** After the back or forward button: what was there, and where one was on it. */
export async function restore() {
  if (location.search === shownSearch) return; // another place on the same page
  const { scroll = 0, focus = 'h1' } = history.state ?? {};
  if (await showAddressed(focus)) scrollTo({ top: scroll });
}

/** Remembers where on a view one is, for when one comes back or forth to it. */
export const keepPlace = () => history.replaceState({ ...history.state, scroll: scrollY }, '');

/** The form follows the address at once: what is typed while the view loads stays. @param {string} focus */
function showAddressed(focus) {
  syncFilters(shownQuery());
  return show(focus);
}

const shownQuery = () => queryOf(new URLSearchParams(location.search));

/**
 * @param {string} focus
 * @param {(shown: Shown) => boolean} [isOnlyTold] what is told, and not drawn
 * @returns {Promise<boolean>} whether it is there: nothing else was asked for meanwhile
 */
async function show(focus, isOnlyTold = () => false) {
  loading.abort();
  const { signal } = (loading = new AbortController());
  shownSearch = location.search;
  main.setAttribute('aria-busy', 'true');
  const shown = await shownBy(shownQuery(), signal);
  if (signal.aborted) return false;
  main.removeAttribute('aria-busy');
  if (lacksGenres()) void loadGenres();
  if (isOnlyTold(shown)) {
    announce(shown.said);
    return false;
  }
  draw(shown.main);
  document.title = `${shown.title} · Movie API`;
  document.body.dataset['view'] = shown.view;
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
    const { title, status } = problem;
    return { title, status, view: 'problem', main: problemView(problem), said };
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

/** What was being written is there again. @param {import('./html.js').Markup} markup */
function draw(markup) {
  main.innerHTML = markup.text; // made by `html`, which escapes whatever is put into it
  main.querySelectorAll('form').forEach(restoreDraft);
  document.dispatchEvent(new Event('drawn'));
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
