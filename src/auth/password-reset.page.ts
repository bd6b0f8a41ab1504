import { smallPage, smallPagePolicy } from '../http/pages/small-page.js';

/** The token comes behind `#`, and leaves the address bar at once. */
const SCRIPT = `
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  const form = document.querySelector('form');
  const status = document.querySelector('[role=status]');
  if (token === '') status.textContent = 'This page needs the link of a mail.';
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    status.textContent = 'One moment …';
    try {
      const answer = await fetch(location.pathname, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token, password: form.elements.password.value }),
      });
      const body = await answer.json();
      status.textContent = answer.ok ? body.message : body.detail;
      if (answer.ok) form.remove();
    } catch {
      status.textContent = 'The server cannot be reached. Try again.';
    }
  });
`;

export const PASSWORD_RESET_PAGE_POLICY = smallPagePolicy(SCRIPT);

export const PASSWORD_RESET_PAGE = smallPage(
  'Choose a new password',
  `<form>
<label for="password">New password, at least 8 characters</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="128">
<button>Change the password</button>
</form>
<p role="status"></p>
<noscript><p>This page needs scripts: turn them on, or send the request that the mail describes.</p></noscript>`,
  SCRIPT,
);
