import { askToSignIn, signedIn } from './account.js';
import { announce, announceQuietly } from './announcements.js';
import { pageAddress, REPLIES_SHOWN } from './addresses.js';
import { replyForm } from './comment-view.js';
import { dropDraft, restoreDraft } from './drafts.js';
import { keyFor, sending, textOf } from './forms.js';
import { go, refresh } from './navigation.js';
import { api } from './session.js';

/** The comment that is being answered: its form opens again when the view is drawn anew. */
let answered = 0;

/** Opens the form for a reply below its comment. @param {Element} button */
export function openReply(button) {
  closeReply();
  answered = Number(button.getAttribute('data-reply'));
  showReplyForm(button)?.focus();
}

export function reopenReply() {
  const button = document.querySelector(`[data-reply="${answered}"]`);
  if (button) showReplyForm(button);
}

/** @param {Element} button */
function showReplyForm(button) {
  const holder = document.createElement('div');
  holder.id = 'reply';
  holder.innerHTML = replyForm(answered).text; // made by `html`
  button.closest('p')?.after(holder);
  holder.querySelectorAll('form').forEach(restoreDraft);
  return holder.querySelector('textarea');
}

export function closeReply() {
  answered = 0;
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
    dropDraft(form);
    form.reset();
    if (parent === answered) answered = 0;
    // Who has gone on meanwhile is not called back.
    if (shownMovie() === movie) {
      const where = parent ? await threadOf(parent) : {};
      await go(`${pageAddress({ movie, ...where })}#comment-${id}`);
    }
    announce(parent ? 'Your reply is there.' : 'Your comment is there.');
  });

/** Where the latest reply is: on the last page of them. @param {number} comment */
async function threadOf(comment) {
  const { reply_count } = await api.get('/comments/{id}/', { path: { id: comment } });
  const last = Math.ceil(reply_count / REPLIES_SHOWN);
  const replies_page = last > 1 ? String(last) : undefined;
  return { page: shownPage(), replies: String(comment), replies_page };
}

/** The first press asks, the second deletes. @param {HTMLElement} button */
export async function remove(button) {
  if (button.dataset['sure'] === undefined) {
    button.dataset['sure'] = '';
    button.textContent = 'Delete for good?';
    announceQuietly('Press again to delete it for good.');
    button.addEventListener('blur', () => unsure(button), { once: true });
    return;
  }
  const path = { path: { id: Number(button.dataset['delete']) } };
  await signedIn(() => api.delete('/comments/{id}/', path));
  await afterRemoval();
  announce('The comment is deleted.');
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
