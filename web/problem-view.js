import { html } from './html.js';

/** Whether it may go better in a moment. @param {number} status */
export const mayPass = (status) => status === 0 || status === 429 || status >= 500;

/** What went wrong, for people. @param {import('./shapes.js').Problem} problem */
export const problemView = ({ status, title, detail }) =>
  html`<div class="problem">
    <h1 tabindex="-1">${title}</h1>
    <p>${detail}</p>
    <p>
      ${mayPass(status) && html`<a class="button" href="" data-nav>Try again</a> `}
      <a class="button quiet" href="/" data-nav>All films</a>
    </p>
  </div>`;
