import { html, type Markup } from '../../web/html.js';
import { filtersView } from '../../web/filters-view.js';
import type { Genre, Query } from '../../web/shapes.js';

interface Parts {
  readonly title: string;
  readonly main: Markup;
  /** What the search form says, and the genres that it offers. */
  readonly query: Query;
  readonly genres: readonly Genre[];
  /** The view, which the style sheet goes by. */
  readonly view: 'list' | 'movie' | 'problem';
  /** The address of an asset. */
  readonly asset: (name: string) => string;
  /** Scripts that the first one needs: fetched at once, not one after the other. */
  readonly scripts: readonly string[];
}

/** In their order: a later one may refine what an earlier one says. */
const STYLES = [
  'page',
  'frame',
  'controls',
  'search',
  'list',
  'movie',
  'comments',
  'dialogs',
  'posters',
  'poster-shapes',
  'poster-hues',
];

/** The whole page. It works as it comes; the script adds what needs one. */
export const documentOf = ({ title, main, query, genres, view, asset, scripts }: Parts): string =>
  `<!doctype html>${html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="description" content="A catalogue of films, and an example of using its API." />
      <title>${title} · Movie API</title>
      <link rel="icon" href="${asset('icon.svg')}" type="image/svg+xml" />
      ${STYLES.map((name) => html`<link rel="stylesheet" href="${asset(`${name}.css`)}" />`)}
      ${scripts.map((name) => html`<link rel="modulepreload" href="${asset(name)}" />`)}
      <script type="module" src="${asset('app.js')}"></script>
    </head>
    <body data-view="${view}">
      <a class="skip" href="#view">Skip to the films</a>
      <header class="top">
        <a class="brand" href="/" data-nav><span>Movie API</span></a>
        <nav aria-label="Account" id="account"></nav>
      </header>
      <noscript
        ><p class="notice">Reading needs no script; signing in, liking and writing do.</p></noscript
      >
      ${filtersView(query, genres)}
      <main id="view">${main}</main>
      <p class="toast" role="status" id="status"></p>
      <p class="unseen" role="status" id="quiet-status"></p>
      <footer class="foot">
        <p>This page is a client of the API that serves it.</p>
        <nav aria-label="For developers">
          <a href="/swagger/">Explorer</a>
          <a href="/docs/">Reference</a>
          <a href="/openapi.json">OpenAPI</a>
          <a href="/problems/">Errors</a>
        </nav>
      </footer>
    </body>
  </html>`.toString()}`;
