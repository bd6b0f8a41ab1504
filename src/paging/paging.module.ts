import { Global, Module } from '@nestjs/common';
import { Cursors } from './cursors.js';
import { PageResponse } from './page.response.js';

/** Lists in pages, by number and by cursor. */
@Global()
@Module({ providers: [Cursors, PageResponse], exports: [PageResponse] })
export class PagingModule {}
