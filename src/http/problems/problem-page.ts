import { contentPolicy, inlineSource } from '../security-headers.js';

const STYLE =
  'body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:.95em}';

/** Nothing but its own style. */
export const PAGE_POLICY = contentPolicy({ 'style-src': inlineSource(STYLE) });

/** A small HTML page. Both arguments are of this project's own making, never of a request's. */
export const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Movie API</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
