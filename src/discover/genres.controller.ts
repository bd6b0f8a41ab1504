import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../http/routing/access.js';
import { Documented } from '../http/openapi/documented.js';
import { ListQuery } from '../paging/page.parameters.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { DiscoverService } from './discover.service.js';
import { GenrePageDto } from './dto/genre.dto.js';

@ApiTags('Movies')
@Controller('genres')
export class GenresController {
  constructor(private readonly discover: DiscoverService) {}

  @Get()
  @Public()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listGenres',
    summary: 'List the genres',
    description: 'Those with most movies first.',
    answer: { status: 200, type: GenrePageDto, description: 'A page of genres.' },
  })
  list(@Query() _query: ListQuery, @Slice() slice: Slice): Promise<ListRow> {
    return this.discover.genres(slice);
  }
}
