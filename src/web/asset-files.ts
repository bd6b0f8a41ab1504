import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';

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
