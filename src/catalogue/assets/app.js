import { askToSignIn, showAccount, signOut } from './account.js';
import { announce } from './announcements.js';
import { closeReply, openReply, post, remove, signInToComment } from './comments.js';
import { create } from './create.js';
import { filteredAddress } from './filters.js';
import { toggleLike } from './likes.js';
import { go, keepPlace, refresh, restore } from './navigation.js';
import { problemOf } from './problems.js';
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
    announce(problemOf(error).detail);
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
    void run(() => go(filteredAddress()));
  } else if (form.hasAttribute('data-comment')) {
    event.preventDefault();
    void run(() => post(form));
  }
});

document.getElementById('filters')?.addEventListener('change', ({ target }) => {
  // The search waits for Enter: what is typed is suggested meanwhile.
  if (target instanceof Element && target.id !== 'title') void run(() => go(filteredAddress(), ''));
});

addEventListener('popstate', () => void run(restore));
addEventListener('scrollend', keepPlace);
document.addEventListener('session', showAccount);
showAccount();
suggestTitles();
// What came from the server knows nobody: who is signed in sees their own likes and comments.
if (currentUser() !== undefined || document.querySelector('[data-movie]')) void run(refresh);
