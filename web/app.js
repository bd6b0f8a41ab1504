import { askToSignIn, showAccount, signOut } from './account.js';
import { announce } from './announcements.js';
import { closeReply, openReply, post, remove, reopenReply, signInToComment } from './comments.js';
import { create } from './create.js';
import { keepDrafts } from './drafts.js';
import { checkFilters, filteredAddress, watchTitle } from './filters.js';
import { toggleLike } from './likes.js';
import { go, keepPlace, refresh, restore } from './navigation.js';
import { NotSignedIn, problemOf } from './problems.js';
import { currentUser } from './session.js';
import { closeSuggestions, suggestTitles } from './suggestions.js';

/** What buttons do, by their attribute. @type {Record<string, (button: HTMLElement) => unknown>} */
const ACTIONS = {
  'data-like': toggleLike,
  'data-reply': openReply,
  'data-cancel-reply': closeReply,
  'data-delete': remove,
  'data-create': create,
  'data-sign-out': signOut,
  'data-sign-in': (button) => (button.closest('main') ? signInToComment() : signIn()),
};

async function signIn() {
  if (await askToSignIn()) await refresh();
}

/** Whatever goes wrong is said. @param {() => unknown} work */
async function run(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NotSignedIn)) announce(problemOf(error).detail);
  }
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.defaultPrevented) return;
  const link = event.target.closest('a[data-nav]');
  // With a key held down a link opens elsewhere: that is the browser's business.
  if (
    link &&
    event.button === 0 &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  ) {
    event.preventDefault();
    const { href } = /** @type {HTMLAnchorElement} */ (link);
    void run(() => go(href));
    return;
  }
  const button = /** @type {HTMLElement | null} */ (event.target.closest('button'));
  const action = Object.entries(ACTIONS).find(([attribute]) => button?.hasAttribute(attribute));
  if (button && action) void run(() => action[1](button));
});

document.addEventListener('submit', (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.id === 'filters') {
    event.preventDefault();
    closeSuggestions();
    if (checkFilters()) void run(() => go(filteredAddress()));
  } else if (form.hasAttribute('data-comment')) {
    event.preventDefault();
    void run(() => post(form));
  }
});

const filters = document.getElementById('filters');
/** The filter whose change is the last step. @type {EventTarget | null | undefined} */
let changed;
filters?.addEventListener('change', ({ target }) => {
  // The search waits for Enter: what is typed is suggested meanwhile.
  if ((target instanceof Element && target.id === 'title') || !checkFilters()) return;
  // With the arrow keys a list changes at each press: all of them are one step back.
  const isSameStep = target === changed;
  changed = target;
  void run(() => go(filteredAddress(), '', isSameStep));
});
for (const type of ['focusin', 'pointerdown'])
  filters?.addEventListener(type, () => (changed = undefined));

addEventListener('popstate', () => {
  changed = undefined;
  void run(restore);
});
addEventListener('scrollend', keepPlace);
document.addEventListener('session', showAccount);
document.addEventListener('drawn', reopenReply);
showAccount();
keepDrafts();
watchTitle();
suggestTitles();
// What came from the server knows nobody: who is signed in sees their own likes and comments.
if (currentUser() !== undefined || document.querySelector('[data-movie]')) void run(refresh);
