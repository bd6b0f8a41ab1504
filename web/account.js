import { announce } from './announcements.js';
import { openDialog } from './dialogs.js';
import { dropDrafts } from './drafts.js';
import { rawTextOf, textOf } from './forms.js';
import { html } from './html.js';
import { refresh } from './navigation.js';
import { isProblem, NotSignedIn } from './problems.js';
import { api, begin, currentUser } from './session.js';

const SIGN_IN = 'sign in';
const SIGN_UP = 'sign up';

/** The corner of the page that says who one is. */
export function showAccount() {
  const user = currentUser();
  const hadFocus = account.contains(document.activeElement);
  account.innerHTML = (
    user === undefined
      ? html`<button class="button quiet" data-sign-in>Sign in</button>`
      : html`<span class="me"><span class="who">Signed in as </span><b>${user.username}</b></span>
          <button class="button" data-create>Add a film</button>
          <button class="button quiet" data-sign-out>Sign out</button>`
  ).text;
  if (hadFocus) account.querySelector('button')?.focus();
}

const account = /** @type {HTMLElement} */ (document.getElementById('account'));

/**
 * Does what takes a session. Who has none, or one that has ended, is asked to sign in first.
 *
 * @param {() => Promise<void>} action
 * @throws {NotSignedIn} where that is refused
 */
export async function signedIn(action) {
  if (currentUser() === undefined) await insistOnSignIn();
  try {
    await action();
  } catch (error) {
    if (!isProblem(error, 401)) throw error;
    await insistOnSignIn('Your session has ended. Sign in again to go on.');
    await action();
  }
}

/** @param {string} [notice] */
async function insistOnSignIn(notice) {
  if (!(await askToSignIn(notice))) throw new NotSignedIn();
}

/** @param {string} [notice] why */
export async function askToSignIn(notice) {
  let form = SIGN_IN;
  for (;;) {
    const answer = await openDialog(formOf(form, notice), form === SIGN_IN ? signIn : signUp);
    if (answer === undefined) return false;
    if (answer === 'signed in') break;
    form = answer;
  }
  announce(`Welcome, ${currentUser()?.username}.`);
  // The browser gives the focus back to what opened the dialog, which may have gone.
  if (document.activeElement === document.body) account.querySelector('button')?.focus();
  return true;
}

export async function signOut() {
  await api.logout();
  dropDrafts();
  announce('You are signed out.');
  await refresh();
}

/** @param {HTMLFormElement} form */
async function signIn(form) {
  begin(
    await api.login({ username: textOf(form, 'username'), password: rawTextOf(form, 'password') }),
  );
  return 'signed in';
}

/** @param {HTMLFormElement} form */
async function signUp(form) {
  const [username, email] = [textOf(form, 'username'), textOf(form, 'email')];
  begin(await api.register({ username, email, password: rawTextOf(form, 'password') }));
  return 'signed in';
}

/** @param {string} form @param {string} [notice] */
function formOf(form, notice) {
  const isNew = form === SIGN_UP;
  return html`<form novalidate data-draft="account">
    <h2>${isNew ? 'Sign up' : 'Sign in'}</h2>
    ${notice && html`<p class="notice">${notice}</p>`}
    <div class="field">
      <label for="sign-username">${isNew ? 'Username' : 'Username or e-mail'}</label>
      <input id="sign-username" name="username" autocomplete="username" autocapitalize="none" />
    </div>
    ${
      isNew &&
      html`<div class="field">
        <label for="sign-email">E-mail</label>
        <input id="sign-email" name="email" type="email" autocomplete="email" />
      </div>`
    }
    <div class="field">
      <label for="sign-password">Password</label>
      <input
        id="sign-password"
        name="password"
        type="password"
        autocomplete="${isNew ? 'new-password' : 'current-password'}"
      />
    </div>
    <p class="buttons">
      <button class="button">${isNew ? 'Sign up' : 'Sign in'}</button>
      <button type="button" class="button quiet" data-close>Cancel</button>
      <button type="button" class="link" data-close="${isNew ? SIGN_IN : SIGN_UP}">
        ${isNew ? 'I have an account' : 'I am new here'}
      </button>
    </p>
  </form>`;
}
