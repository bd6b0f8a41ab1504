import { sending } from './forms.js';

/**
 * Opens a dialog with a form. A button with `data-close` closes it, with what that attribute says.
 *
 * @template T
 * @param {import('./html.js').Markup} content with a heading, which names it
 * @param {(form: HTMLFormElement) => Promise<T>} submit keeps the dialog open where it throws
 * @returns {Promise<T | string | undefined>} `undefined` where nothing was sent
 */
export function openDialog(content, submit) {
  const dialog = document.createElement('dialog');
  dialog.innerHTML = content.text; // made by `html`
  dialog.setAttribute('aria-label', dialog.querySelector('h2')?.textContent ?? '');
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    /** @type {T | string | undefined} */
    let result;
    let work = Promise.resolve();
    // Closed or not, what has been sent may be done: whoever asked is told.
    dialog.addEventListener('close', () => {
      dialog.remove();
      void work.then(() => resolve(result));
    });
    dialog.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest('[data-close]') : null;
      if (!button) return;
      result = button.getAttribute('data-close') || undefined;
      dialog.close();
    });
    dialog.addEventListener('submit', (event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.target);
      work = sending(form, async () => {
        result = await submit(form);
        dialog.close();
      });
    });
  });
}
