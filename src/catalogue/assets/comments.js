import { askToSignIn, signedIn } from './account.js';
import { announce, announceQuietly } from './announcements.js';
import { pageAddress } from './addresses.js';
import { replyForm } from './comment-view.js';
import { keyFor, sending, textOf } from './forms.js';
import { go, refresh } from './navigation.js';
import { problemOf } from './problems.js';
import { api } from './session.js';

/** Opens the form for a reply below its comment. @param {Element} button */
export function openReply(button) {
  closeReply();
  const id = Number(button.getAttribute('data-reply'));
  const holder = document.createElement('div');
  holder.id = 'reply';
  holder.innerHTML = replyForm(id).text; // made by `html`
  button.closest('p')?.after(holder);
  holder.querySelector('textarea')?.focus();
}

export function closeReply() {
  const holder = document.getElementById('reply');
  const button = holder?.previousElementSibling?.querySelector('[data-reply]');
  holder?.remove();
  /** @type {HTMLElement | undefined | null} */ (button)?.focus();
}

/** Posts a comment, or a reply. @param {HTMLFormElement} form */
export const post = (form) =>
  sending(form, async () => {
    const movie = shownMovie();
    const parent = Number(form.getAttribute('data-comment')) || undefined;
    const body = { text: textOf(form, 'text'), ...(parent && { parent_id: parent }) };
    let id = 0;
    await signedIn(async () => {
      const options = { path: { id: Number(movie) }, body, idempotencyKey: keyFor(form, body) };
      ({ id } = await api.post('/movies/{id}/comments/', options));
    });
    form.reset();
    const where = parent ? { movie, page: shownPage(), replies: String(parent) } : { movie };
    // Who has gone on meanwhile is not called back.
    if (shownMovie() === movie) await go(`${pageAddress(where)}#comment-${id}`);
    announce(parent ? 'Your reply is there.' : 'Your comment is there.');
  });

/** The first press asks, the second deletes. @param {HTMLElement} button */
export async function remove(button) {
  if (button.dataset['sure'] === undefined) {
    button.dataset['sure'] = '';
    button.textContent = 'Delete for good?';
    announceQuietly('Press again to delete it for good.');
    button.addEventListener('blur', () => unsure(button), { once: true });
    return;
  }
  try {
    const path = { path: { id: Number(button.dataset['delete']) } };
    await signedIn(() => api.delete('/comments/{id}/', path));
    await afterRemoval();
    announce('The comment is deleted.');
  } catch (error) {
    announce(problemOf(error).detail);
  }
}

/** Where it was the last of a page, that page may have gone with it. */
function afterRemoval() {
  const isLast = document.querySelectorAll('.comments > li').length === 1;
  return isLast && shownPage() !== undefined
    ? go(`${pageAddress({ movie: shownMovie() })}#comments-heading`)
    : refresh('#comments-heading');
}

/** @param {HTMLElement} button */
function unsure(button) {
  delete button.dataset['sure'];
  button.textContent = 'Delete';
}

/** For who wants to comment, and is nobody yet. */
export async function signInToComment() {
  if (await askToSignIn()) await refresh('#text-new');
}

const shownPage = () => new URLSearchParams(location.search).get('page') ?? undefined;

const shownMovie = () =>
  document.querySelector('[data-movie]')?.getAttribute('data-movie') ?? undefined;
