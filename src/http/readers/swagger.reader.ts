import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Reader } from './reader.js';

/** Swagger UI, at the address that the original API had. */
export const swaggerReader = (): Reader => ({
  path: '/swagger',
  title: 'Explorer',
  mount: 'swagger-ui',
  links: { '../docs/': 'Reference', '../openapi.json': 'openapi.json' },
  folder: dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')),
  scripts: ['swagger-ui-bundle.js'],
  styles: ['swagger-ui.css'],
  start: START,
  style: STYLE,
});

/**
 * Swagger UI follows the system's dark mode and keeps the keyboard in its dialog only with our help.
 * Requests go to the server that the page is from: its policy allows no other, such as `PUBLIC_URL`.
 */
const START = `
const here = document.currentScript.src;
const reader = document.getElementById('swagger-ui');
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

let opener, isOpen = false;
reader.addEventListener('click', (event) => {
  const button = event.target.closest('.authorize, .authorization__btn');
  if (button && !button.closest('.dialog-ux')) opener = button;
}, true);
new MutationObserver(() => {
  const wasOpen = isOpen;
  isOpen = document.querySelector('.dialog-ux') !== null;
  if (wasOpen && !isOpen) opener?.focus();
}).observe(reader, { childList: true, subtree: true });
reader.addEventListener('keydown', (event) => {
  const dialog = document.querySelector('.dialog-ux');
  if (!dialog || event.key !== 'Tab') return;
  const stops = [...dialog.querySelectorAll('a[href], button, input, select, textarea')];
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (document.activeElement === (event.shiftKey ? first : last)) {
    (event.shiftKey ? last : first).focus();
    event.preventDefault();
  }
});

fetch(new URL('../openapi.json', here)).then((answer) => answer.json()).then((spec) =>
  SwaggerUIBundle({
    spec: { ...spec, servers: [{ url: new URL('..', here).href.replace(/\\/$/, '') }] },
    dom_id: '#swagger-ui',
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: true,
    tryItOutEnabled: true,
    validatorUrl: 'none',
  }),
);
`;

const STYLE = `
body { margin: 0 }
nav { max-width: 1460px; margin: 0 auto; padding: 12px 20px 0; font: 14px sans-serif; text-align: right }
nav a { margin-left: 1em; color: #2f6fde }
html.dark-mode nav a { color: #7fb0ff }
html.dark-mode body { background: #1c2022 }
.swagger-ui .info { margin: 30px 0 20px }
.swagger-ui .scheme-container { padding: 15px 0 }
/* Where a token is optional the padlock is shut from the start, as if one were needed. */
.swagger-ui:has(.authorize.unlocked) .opblock .authorization__btn:has(.locked) { display: none }
.swagger-ui :focus-visible { outline: 3px solid #2f6fde !important; outline-offset: 2px }

@media (max-width: 40rem) {
  .swagger-ui .opblock-tag small, .swagger-ui .response-col_links { display: none }
  .swagger-ui .responses-table, .swagger-ui .responses-table > tbody,
  .swagger-ui .responses-table > tbody > tr, .swagger-ui .responses-table > tbody > tr > td,
  .swagger-ui .live-responses-table, .swagger-ui .live-responses-table > tbody,
  .swagger-ui .live-responses-table > tbody > tr, .swagger-ui .live-responses-table > tbody > tr > td,
  .swagger-ui .parameters, .swagger-ui .parameters > tbody,
  .swagger-ui .parameters > tbody > tr, .swagger-ui .parameters > tbody > tr > td {
    display: block; width: auto; max-width: 100%; box-sizing: border-box;
  }
  .swagger-ui .responses-table > thead, .swagger-ui .live-responses-table > thead,
  .swagger-ui .parameters > thead { display: none }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select {
    width: 100%; max-width: none;
  }
  .swagger-ui .opblock .opblock-section-header { flex-wrap: wrap }
}
`;
