import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Produces } from '../http/routing/accept.guard.js';
import { TokenIgnored } from '../http/routing/access.js';
import { Uncounted } from '../http/limits/exempt-paths.js';
import { Problem } from '../http/problems/problem.js';
import { AssetFiles, type Encoding } from './asset-files.js';

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
