import { signedIn } from './account.js';
import { LIKERS_SHOWN } from './addresses.js';
import { announceQuietly } from './announcements.js';
import { counted } from './html.js';
import { likeButton, likersOf } from './movie-view.js';
import { refresh } from './navigation.js';
import { api, currentUser } from './session.js';

/** Movies whose last press has no answer yet. @type {Set<number>} */
const busy = new Set();

/**
 * Likes the movie that is shown, or takes the like back. The button turns at once; what the API counts
 * then stands there, and what was there before if it refuses.
 *
 * @param {Element} button
 */
export async function toggleLike(button) {
  const id = Number(button.closest('[data-movie]')?.getAttribute('data-movie'));
  if (busy.has(id)) return;
  busy.add(id);
  const wasLiked = button.getAttribute('aria-pressed') === 'true';
  const count = Number(button.querySelector('.like-count')?.textContent);
  const wasSignedIn = currentUser() !== undefined;
  try {
    await signedIn(async () => {
      showLike(id, count + (wasLiked ? -1 : 1), !wasLiked);
      const path = { path: { id } };
      const { like_count, liked } = wasLiked
        ? await api.delete('/movies/{id}/like/', path)
        : await api.post('/movies/{id}/like/', path);
      showLike(id, like_count, liked);
      announceQuietly(`${liked ? 'Liked' : 'Not liked any more'}. ${counted(like_count, 'like')}.`);
    });
  } catch (error) {
    showLike(id, count, wasLiked);
    throw error;
  } finally {
    busy.delete(id);
  }
  await (wasSignedIn ? showLikers(id) : refresh('[data-like]'));
}

/** @param {number} id */
async function showLikers(id) {
  const query = { page_size: LIKERS_SHOWN };
  const { results, count } = await api.get('/movies/{id}/like/', { path: { id }, query });
  const place = document.querySelector(`${shownAs(id)} .likers`);
  if (place) place.textContent = likersOf(results, count ?? 0);
}

/** Another movie may be shown by the time of an answer. @param {number} id */
const shownAs = (id) => `[data-movie="${id}"]`;

/** @param {number} id @param {number} count @param {boolean} isLiked */
function showLike(id, count, isLiked) {
  const button = document.querySelector(`${shownAs(id)} [data-like]`);
  if (!button) return;
  const template = document.createElement('template');
  template.innerHTML = likeButton(count, isLiked).text; // made by `html`
  const drawn = /** @type {Element} */ (template.content.firstElementChild);
  // The button stays, and with it the focus.
  button.setAttribute('aria-pressed', String(isLiked));
  button.replaceChildren(...drawn.childNodes);
}
