/**
 * What was typed into forms with `data-draft` and not sent, by that name: it is there again when the
 * form is. Kept until the tab is closed or its user signs out, and never passwords.
 *
 * @type {Map<string, Record<string, string>>}
 */
const drafts = new Map();

export function keepDrafts() {
  document.addEventListener('input', ({ target }) => {
    const form = /** @type {HTMLInputElement} */ (target).form;
    if (form?.hasAttribute('data-draft'))
      drafts.set(nameOf(form), { ...drafts.get(nameOf(form)), ...textsOf(form) });
  });
}

/** @param {HTMLFormElement} form */
export function restoreDraft(form) {
  const draft = drafts.get(nameOf(form)) ?? {};
  for (const field of fieldsOf(form)) field.value = draft[field.name] ?? field.value;
}

/** @param {HTMLFormElement} form */
export const hasDraft = (form) =>
  Object.values(drafts.get(nameOf(form)) ?? {}).some((text) => text !== '');

/** @param {HTMLFormElement} form */
export const dropDraft = (form) => drafts.delete(nameOf(form));

export const dropDrafts = () => drafts.clear();

/** @param {HTMLFormElement} form */
const nameOf = (form) => form.getAttribute('data-draft') ?? '';

/** @param {HTMLFormElement} form */
const textsOf = (form) =>
  Object.fromEntries(fieldsOf(form).map(({ name, value }) => [name, value]));

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
const fieldsOf = (form) =>
  [...form.querySelectorAll('input, textarea')]
    .map((field) => /** @type {HTMLInputElement} */ (field))
    .filter(({ type }) => type !== 'password');
