import { pageAddress } from './addresses.js';
import { counted, html } from './html.js';
import { pageLinks } from './list-view.js';

/** @typedef {import('./shapes.js').Comment} Comment */
/** @typedef {import('./shapes.js').MovieShown} MovieShown */

/** The comments of a movie, one thread of replies perhaps unfolded. @param {MovieShown} shown */
export function commentsView(shown) {
  const { query, movie, comments } = shown;
  return html`
    <h2 tabindex="-1" id="comments-heading">
      ${movie.comment_count === 0 ? 'No comments yet' : counted(movie.comment_count, 'comment')}
    </h2>
    ${commentForm(shown)}
    <ol class="comments">
      ${comments.rows.map((comment) => commentView(comment, shown))}
    </ol>
    ${pageLinks(
      comments,
      (page) =>
        `${pageAddress({ movie: query.movie, page: page === 1 ? undefined : String(page) })}#comments-heading`,
      'comments',
    )}
  `;
}

/** @param {Comment} comment @param {MovieShown} shown */
function commentView(comment, shown) {
  const { viewer, query, replies } = shown;
  const isOpen = query.replies === String(comment.id) && replies.rows.length > 0;
  return html`<li id="comment-${comment.id}" tabindex="-1">
    ${commentText(comment)}
    <p class="comment-actions">
      ${comment.reply_count > 0 && !isOpen && repliesLink(comment, query)}
      ${viewer && html`<button class="link" data-reply="${comment.id}">Reply</button>`}
      ${deleteButton(comment, viewer)}
    </p>
    ${
      isOpen &&
      html`<ol class="replies" aria-label="Replies">
          ${replies.rows.map(
            (reply) =>
              html`<li id="comment-${reply.id}" tabindex="-1">
                ${commentText(reply)}
                <p class="comment-actions">${deleteButton(reply, viewer)}</p>
              </li>`,
          )}
        </ol>
        ${pageLinks(replies, (page) => repliesAddress(comment, query, page), 'replies')}`
    }
  </li>`;
}

/** @param {Comment} comment @param {import('./shapes.js').Query} query */
const repliesLink = (comment, query) =>
  html`<a href="${repliesAddress(comment, query, 1)}" data-nav
    >${comment.reply_count === 1 ? '1 reply' : `${comment.reply_count} replies`}</a
  >`;

/** @param {Comment} comment @param {import('./shapes.js').Query} query @param {number} replyPage */
const repliesAddress = ({ id }, { movie, page }, replyPage) => {
  const replies_page = replyPage === 1 ? undefined : String(replyPage);
  return `${pageAddress({ movie, page, replies: String(id), replies_page })}#comment-${id}`;
};

/** @param {Comment} comment */
const commentText = ({ author, text, created_at, edited_at }) =>
  text === null
    ? html`<p class="gone">This comment was deleted.</p>`
    : html`<p class="comment-by">
          <b>${author?.username}</b>
          <time datetime="${created_at}">${day(created_at)}</time>
          ${edited_at && html`<span>edited</span>`}
        </p>
        <p class="comment-text" dir="auto">${text}</p>`;

/** @param {string} time */
const day = (time) =>
  new Date(time).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });

/** @param {Comment} comment @param {MovieShown['viewer']} viewer */
function deleteButton({ id, author }, viewer) {
  const may = viewer && author && (viewer.id === author.id || viewer.role === 'admin');
  return may && html`<button class="link danger" data-delete="${id}">Delete</button>`;
}

/** @param {MovieShown} shown */
function commentForm({ viewer, movie }) {
  if (viewer === null) return '';
  if (viewer === undefined) {
    return html`<p><button class="button quiet" data-sign-in>Sign in to comment</button></p>`;
  }
  return html`<form class="comment-form" data-comment data-draft="comment-${movie.id}" novalidate>
    ${commentField('new', 'Your comment', 'Post')}
  </form>`;
}

/** @param {number} id of the comment that is answered */
export const replyForm = (id) =>
  html`<form class="comment-form" data-comment="${id}" data-draft="reply-${id}" novalidate>
    ${commentField(String(id), 'Your reply', 'Reply')}
    <button type="button" class="button quiet" data-cancel-reply>Cancel</button>
  </form>`;

/** @param {string} id @param {string} label @param {string} verb */
const commentField = (id, label, verb) =>
  html`<div class="field">
      <label for="text-${id}">${label}</label>
      <textarea id="text-${id}" name="text" rows="3" maxlength="5000" dir="auto"></textarea>
    </div>
    <button class="button">${verb}</button>`;
