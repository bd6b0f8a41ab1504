import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Reader } from './reader.js';

/** Scalar: the same document to read, with each request as code in many languages. */
export const scalarReader = (): Reader => ({
  path: '/docs',
  title: 'Reference',
  mount: 'scalar',
  links: {},
  folder: join(
    dirname(createRequire(import.meta.url).resolve('@scalar/fastify-api-reference')),
    'js',
  ),
  scripts: ['standalone.js'],
  styles: [],
  start: START,
  style: STYLE,
});

/**
 * Whatever would speak to Scalar's own servers is off; without a proxy, requests come straight to
 * ours: to the server that the page is from, as its policy allows no other. Before a token is pasted
 * Scalar sends an empty one, which is not the same as none.
 */
const START = `
const here = document.currentScript.src;
fetch(new URL('../openapi.json', here)).then((answer) => answer.json()).then((content) =>
  Scalar.createApiReference('#scalar', {
    content: { ...content, servers: [{ url: new URL('..', here).href.replace(/\\/$/, '') }] },
    slug: 'api',
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: 'never',
    documentDownloadType: 'none',
    onBeforeRequest: ({ request }) => {
      if (/^Bearer\\s*$/.test(request.headers.get('authorization') ?? ''))
        request.headers.delete('authorization');
    },
    persistAuth: true,
    authentication: { preferredSecurityScheme: Object.keys(content.components.securitySchemes)[0] },
  }),
);
`;

/** On a narrow screen its notices, and rows of many statuses, would be wider than the page. */
const STYLE = `
body { margin: 0 }
@media (max-width: 600px) {
  .scalar-toaster { left: 0 !important; right: 0 !important; width: 100% !important }
  .references-rendered { overflow-x: clip }
}
`;
