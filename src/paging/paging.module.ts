import { Global, Module } from '@nestjs/common';
import { Cursors } from './cursors.js';

/** Lists in pages, by number and by cursor. */
@Global()
@Module({ providers: [Cursors], exports: [Cursors] })
export class PagingModule {}
