import { contentPolicy, inlineSource, pageHeaders } from '../edge/security-headers.js';
import { applyDecorators, Header } from '@nestjs/common';
import { Produces } from '../routing/accept.guard.js';

/**
 * A handler that answers with a page.
 *
 * @param policy what the page may load
 */
export const HtmlPage = (policy: string): MethodDecorator =>
  applyDecorators(
    Produces('text/html'),
    Header('Content-Type', 'text/html; charset=utf-8'),
    ...Object.entries(pageHeaders(policy)).map(([name, value]) => Header(name, value)),
  );

/** Looks like the catalogue page, in one file: a test holds the two against each other. */
const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf7f2, #131316);
  --raised: light-dark(#fff, #1d1d22);
  --ink: light-dark(#1b1a18, #f2efe9);
  --soft: light-dark(#5e5a53, #aeaaa2);
  --line: light-dark(#e2dcd2, #34333a);
  --edge: light-dark(#8a8478, #77747c);
  --accent: light-dark(#b3261e, #ff8a75);
  --on-accent: light-dark(#fff, #23100c);
  --focus: light-dark(#1a56c4, #8ab4ff);
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', P052, serif;
  font: 1rem/1.55 system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 42rem; padding: 0 clamp(1rem, 3vw, 2.5rem) 3rem; background: var(--paper); color: var(--ink); overflow-wrap: anywhere }
header { padding: 1.125rem 0 }
.brand { display: inline-flex; align-items: center; gap: .625rem; font: 700 1.25rem/1 var(--serif); text-decoration: none }
.brand::before { content: ''; width: 1.75rem; height: 1.75rem; border-radius: .4rem; background: radial-gradient(circle, #fff4e6 0 34%, transparent 36%), #b3261e }
h1 { margin: 1.5rem 0 1rem; font: 700 clamp(1.75rem, 4.5vw, 2.75rem)/1.1 var(--serif); letter-spacing: -.015em; text-wrap: balance }
a { color: inherit; text-decoration-thickness: 1px; text-underline-offset: .2em }
a:hover { color: var(--accent) }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px }
code { font: .8125rem ui-monospace, 'SF Mono', Menlo, Consolas, monospace }
ul { padding: 0; list-style: none }
li { border-top: 1px solid var(--line) }
li a { display: block; padding: .5rem 0 }
.soft, label { color: var(--soft) }
label { display: block; font-size: .8125rem; font-weight: 600 }
input { width: 100%; max-width: 26rem; min-height: 2.5rem; margin: .25rem 0 1rem; padding: .4rem .75rem; border: 1px solid var(--edge); border-radius: .625rem; background: var(--raised); color: var(--ink); font: inherit }
button { min-height: 2.5rem; padding: .4rem 1.1rem; border: 1px solid var(--ink); border-radius: 99rem; background: var(--ink); color: var(--paper); font: inherit; font-weight: 600; cursor: pointer }
button:hover { border-color: var(--accent); background: var(--accent); color: var(--on-accent) }
`;

/**
 * What a small page may load: its own style, and its script, which may speak to this server alone.
 *
 * @param script the text of the script, where the page has one
 */
export const smallPagePolicy = (script?: string): string =>
  contentPolicy({
    'style-src': inlineSource(STYLE),
    ...(script === undefined
      ? {}
      : { 'script-src': inlineSource(script), 'connect-src': "'self'" }),
  });

/**
 * A small HTML page. All arguments are of this project's own making, never of a request's.
 *
 * @param title also its heading
 * @param body markup
 */
export const smallPage = (title: string, body: string, script?: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Movie API</title>
<style>${STYLE}</style>
</head>
<body>
<header><a class="brand" href="/">Movie API</a></header>
<main>
<h1>${title}</h1>
${body}
</main>
${script === undefined ? '' : `<script>${script}</script>`}
</body>
</html>
`;
