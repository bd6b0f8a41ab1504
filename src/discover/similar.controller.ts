import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../http/routing/access.js';
import { Id } from '../http/input/id.param.js';
import { Reader } from '../http/routing/reader.js';
import { Documented } from '../http/openapi/documented.js';
import { PageQuery } from '../paging/page.parameters.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { PageSlice } from '../paging/slice.param.js';
import { DiscoverService } from './discover.service.js';
import { NumberedMoviePageDto } from '../movies/dto/movie.dto.js';

@ApiTags('Movies')
@Controller('movies/:id/similar')
export class SimilarController {
  constructor(private readonly discover: DiscoverService) {}

  @Get()
  @Public()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listSimilarMovies',
    summary: 'List movies like this one',
    description:
      'First those that the same people like, the closest first; then those that share genres, the director or the cast. 100 at most.',
    answer: { status: 200, type: NumberedMoviePageDto, description: 'A page of movies.' },
  })
  list(
    @Id() id: number,
    @Query() _query: PageQuery,
    @PageSlice() slice: PageSlice,
    @Reader() reader: Reader,
  ): Promise<ListRow> {
    return this.discover.similar(id, slice, reader);
  }
}
