import { announce } from './announcements.js';
import { dropDraft, hasDraft, restoreDraft } from './drafts.js';
import { sending } from './forms.js';

/**
 * Opens a dialog with a form, and with what was typed into it before. A button with `data-close` closes
 * it, with what that attribute says.
 *
 * @template T
 * @param {import('./html.js').Markup} content with a heading, which names it; what has `data-restored` is
 *   shown with what was typed before
 * @param {(form: HTMLFormElement) => Promise<T>} submit keeps the dialog open where it throws
 * @returns {Promise<T | string | undefined>} `undefined` where nothing was sent
 */
export function openDialog(content, submit) {
  const dialog = document.createElement('dialog');
  dialog.innerHTML = content.text; // made by `html`
  dialog.setAttribute('aria-label', dialog.querySelector('h2')?.textContent ?? '');
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector('form'));
  const notice = /** @type {HTMLElement | null} */ (dialog.querySelector('[data-restored]'));
  restoreDraft(form);
  if (notice) notice.hidden = !hasDraft(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    /** @type {T | string | undefined} */
    let result;
    let work = Promise.resolve();
    // Closed or not, what has been sent may be done: whoever asked is told.
    dialog.addEventListener('close', () => {
      dialog.remove();
      void work.then(() => {
        if (notice && hasDraft(form)) announce('What you typed is kept until you come back.');
        resolve(result);
      });
    });
    dialog.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button?.hasAttribute('data-clear')) {
        form.reset();
        dropDraft(form);
        if (notice) notice.hidden = true;
        form.querySelector('input')?.focus();
      } else if (button?.hasAttribute('data-close')) {
        result = button.getAttribute('data-close') || undefined;
        dialog.close();
      }
    });
    dialog.addEventListener('submit', (event) => {
      event.preventDefault();
      work = sending(form, async () => {
        result = await submit(form);
        dropDraft(form);
        dialog.close();
      });
    });
  });
}
