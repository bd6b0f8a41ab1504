import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, onRequestHookHandler } from 'fastify';
import { contentPolicy, pageHeaders } from '../edge/security-headers.js';

/**
 * Scripts are files of ours, and talk to this server alone; images are in the files, too. Readers
 * write styles of their own into the page, which no hash foretells: styles run nothing and, with
 * this policy, load nothing.
 */
const HEADERS = pageHeaders(
  contentPolicy({
    'script-src': "'self'",
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
  }),
);

/** Gives a reader its headers. Comes before its routes; other routes pay nothing for it. */
export function protectReader(fastify: FastifyInstance, path: string): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== path && !route.url.startsWith(`${path}/`)) return;
    route.onRequest = [route.onRequest ?? [], addHeaders].flat();
  });
}

const addHeaders: onRequestHookHandler = (_, reply, next) => {
  void reply.headers(HEADERS);
  next();
};

/** A page that shows the OpenAPI document and sends requests, made of a package's browser files. */
export interface Reader {
  /** Without a slash at its end. */
  readonly path: string;
  readonly title: string;
  /** The id of the element that it fills. */
  readonly mount: string;
  /** Shown above it: text by address, seen from the page. */
  readonly links: Readonly<Record<string, string>>;
  /** Where the package's files lie. */
  readonly folder: string;
  /** Those that the page loads; no others are served. */
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  /** Our own, loaded after the package's. */
  readonly start: string;
  readonly style: string;
}

/** Serves a reader: its page, our script and style for it, and the package's files. */
export function serveReader(fastify: FastifyInstance, reader: Reader): void {
  const { path, folder, scripts, styles } = reader;
  protectReader(fastify, path);
  const last = path.slice(path.lastIndexOf('/') + 1);
  // Relative, so that a proxy may put a prefix before everything.
  const pages = { slash: pageOf(reader, './'), none: pageOf(reader, `./${last}/`) };
  fastify.get(path, (request, reply) => {
    const [address] = request.url.split('?', 1);
    send(reply, 'text/html', address!.endsWith('/') ? pages.slash : pages.none);
  });
  fastify.get(`${path}/start.js`, (_, reply) => send(reply, 'text/javascript', reader.start));
  fastify.get(`${path}/start.css`, (_, reply) => send(reply, 'text/css', reader.style));
  const files = new Set([...scripts, ...styles].map((name) => `/${name}`));
  void fastify.register(fastifyStatic, {
    root: folder,
    prefix: `${path}/`,
    decorateReply: false,
    index: false,
    allowedPath: (name) => files.has(name),
  });
}

function send(reply: FastifyReply, type: string, text: string): void {
  void reply.header('Content-Type', `${type}; charset=utf-8`).send(text);
}

function pageOf({ title, mount, links, scripts, styles }: Reader, base: string): string {
  const anchors = Object.entries(links).map(([to, text]) => `<a href="${base}${to}">${text}</a>`);
  const nav = anchors.length === 0 ? '' : `<nav>${anchors.join(' ')}</nav>`;
  const sheets = [...styles, 'start.css'].map(
    (name) => `<link rel="stylesheet" href="${base}${name}">`,
  );
  const tags = [...scripts, 'start.js'].map(
    (name) => `<script defer src="${base}${name}"></script>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title} · Movie API</title>
${sheets.join('\n')}
${tags.join('\n')}
</head>
<body>
${nav}
<div id="${mount}"></div>
<noscript>This page needs scripts. The same is in <a href="${base}../openapi.json">openapi.json</a>.</noscript>
</body>
</html>
`;
}
