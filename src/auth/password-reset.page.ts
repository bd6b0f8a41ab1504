import { contentPolicy, inlineSource } from '../http/security-headers.js';

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }
  body { max-width: 26rem; margin: 3rem auto; padding: 0 1rem }
  label { display: block; margin-top: 1rem }
  input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem }
  button { font: inherit; margin-top: 1rem; padding: .5rem 1rem }
`;

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

/** Nothing but its own script and style, which may speak to nobody but this server. */
export const PASSWORD_RESET_PAGE_POLICY = contentPolicy({
  'script-src': inlineSource(SCRIPT),
  'style-src': inlineSource(STYLE),
  'connect-src': "'self'",
});

export const PASSWORD_RESET_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Choose a new password · Movie API</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Choose a new password</h1>
<form>
<label for="password">New password, at least 8 characters</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="128">
<button>Change the password</button>
</form>
<p role="status"></p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
