import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../http/routing/access.js';
import { Reader } from '../http/routing/reader.js';
import { Documented } from '../http/openapi/documented.js';
import { PageQuery } from '../paging/page.parameters.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { PageSlice } from '../paging/slice.param.js';
import { DiscoverService } from './discover.service.js';
import { NumberedMoviePageDto } from '../movies/dto/movie.dto.js';

@ApiTags('Movies')
@Controller('movies/trending')
export class TrendingController {
  constructor(private readonly discover: DiscoverService) {}

  @Get()
  @Public()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listTrendingMovies',
    summary: 'List what is talked about',
    description:
      'The movies with likes and comments of the last seven days, the hottest first, 1,000 at most. A comment or reply weighs two likes; every weight halves with each day. May be a minute old; a deleted movie never shows.',
    answer: { status: 200, type: NumberedMoviePageDto, description: 'A page of movies.' },
  })
  list(
    @Query() _query: PageQuery,
    @PageSlice() slice: PageSlice,
    @Reader() reader: Reader,
  ): Promise<ListRow> {
    return this.discover.trending(slice, reader);
  }
}
