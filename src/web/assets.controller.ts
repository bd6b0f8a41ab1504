import { Controller, Get, Param, Req, Res, Injectable } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Produces } from '../http/routing/accept.guard.js';
import { TokenIgnored } from '../http/routing/access.js';
import { Uncounted } from '../http/limits/exempt-paths.js';
import { Problem } from '../http/problems/problem.js';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Beside `src` and `dist`. */
const FOLDER = join(import.meta.dirname, '..', '..', 'web');

const MEDIA_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type Encoding = 'br' | 'gzip' | 'identity';

export interface AssetFile {
  readonly mediaType: string;
  readonly content: Readonly<Record<Encoding, Buffer>>;
}

/** All of them, under an address that changes when one of them does. */
export interface AssetSet {
  readonly version: string;
  readonly files: ReadonlyMap<string, AssetFile>;
}

/**
 * The page's files, read and packed when the first visitor comes and kept from then on: who never
 * opens the page pays nothing for it.
 */
@Injectable()
export class AssetFiles {
  private reading: Promise<AssetSet> | undefined;

  all(): Promise<AssetSet> {
    this.reading ??= read().catch((error: unknown) => {
      this.reading = undefined; // the next visitor tries again
      throw error;
    });
    return this.reading;
  }
}

async function read(): Promise<AssetSet> {
  const names = (await readdir(FOLDER)).filter((name) => extname(name) in MEDIA_TYPES).sort();
  const hash = createHash('sha256');
  const files = new Map<string, AssetFile>();
  const contents = await Promise.all(
    names.map(async (name) => packed(await readFile(join(FOLDER, name)))),
  );
  names.forEach((name, index) => {
    const content = contents[index]!;
    hash.update(`${name} ${content.identity.length}\n`).update(content.identity);
    files.set(name, { mediaType: MEDIA_TYPES[extname(name)]!, content });
  });
  return { version: hash.digest('hex').slice(0, 12), files };
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/**
 * The API leaves compression to the proxy in front; what never changes costs it nothing to pack once,
 * beside the requests that it answers meanwhile.
 */
async function packed(text: Buffer): Promise<AssetFile['content']> {
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  const [br, zipped] = await Promise.all([brotli(text, { params }), zip(text, { level: 9 })]);
  return { br, gzip: zipped, identity: text };
}

const FOR_EVER = 'public, max-age=31536000, immutable';

/** The page's files, at addresses that name their version. */
@ApiExcludeController()
@Controller('catalogue')
@TokenIgnored()
export class AssetsController {
  constructor(private readonly assets: AssetFiles) {}

  @Get(':version/:name')
  @Produces('text/javascript', 'text/css', 'image/svg+xml')
  @Uncounted()
  async one(
    @Param('version') version: string,
    @Param('name') name: string,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { version: current, files } = await this.assets.all();
    const file = files.get(name);
    if (file === undefined) throw Problem.notFound();
    const encoding = encodingFor(headers['accept-encoding']);
    // During an upgrade a page of one release asks another: what it gets is not to be kept.
    void reply
      .type(file.mediaType)
      .header('Cache-Control', version === current ? FOR_EVER : 'no-store')
      .header('Vary', [reply.getHeader('Vary'), 'Accept-Encoding'].filter(Boolean).join(', '));
    if (encoding !== 'identity') void reply.header('Content-Encoding', encoding);
    return file.content[encoding];
  }
}

/** The smallest that the client takes. */
function encodingFor(accepted: string | undefined): Encoding {
  if (accepted === undefined) return 'identity';
  const taken = new Negotiator({ headers: { 'accept-encoding': accepted } }).encodings();
  return (['br', 'gzip'] as const).find((encoding) => taken.includes(encoding)) ?? 'identity';
}
