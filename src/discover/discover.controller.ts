import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../http/input/parameters.js';
import { Documented } from '../http/openapi/documented.js';
import { Public } from '../http/routing/access.js';
import { Reader } from '../http/routing/reader.js';
import { NumberedMoviePageDto } from '../movies/dto/movie.dto.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { ListQuery, PageQuery } from '../paging/page.parameters.js';
import { PageSlice, Slice } from '../paging/slice.param.js';
import { DiscoverService } from './discover.service.js';
import { GenrePageDto } from './dto/genre.dto.js';

@ApiTags('Movies')
@Controller()
@Public()
export class DiscoverController {
  constructor(private readonly discover: DiscoverService) {}

  @Get('genres')
  @Paged()
  @Documented({
    tagged: true,
    id: 'listGenres',
    summary: 'List the genres',
    description: 'Those with most movies first.',
    answer: { status: 200, type: GenrePageDto, description: 'A page of genres.' },
  })
  genres(@Query() _query: ListQuery, @Slice() slice: Slice): Promise<ListRow> {
    return this.discover.genres(slice);
  }

  @Get('movies/trending')
  @Paged()
  @Documented({
    tagged: true,
    id: 'listTrendingMovies',
    summary: 'List what is talked about',
    description:
      'The movies with likes and comments of the last seven days, the hottest first, 1,000 at most. A comment or reply weighs two likes; every weight halves with each day. May be a minute old; a deleted movie never shows.',
    answer: { status: 200, type: NumberedMoviePageDto, description: 'A page of movies.' },
  })
  trending(
    @Query() _query: PageQuery,
    @PageSlice() slice: PageSlice,
    @Reader() reader: Reader,
  ): Promise<ListRow> {
    return this.discover.trending(slice, reader);
  }

  @Get('movies/:id/similar')
  @Paged()
  @Documented({
    tagged: true,
    id: 'listSimilarMovies',
    summary: 'List movies like this one',
    description:
      'First those that the same people like, the closest first; then those that share genres, the director or the cast. 100 at most.',
    answer: { status: 200, type: NumberedMoviePageDto, description: 'A page of movies.' },
  })
  similar(
    @Id() id: number,
    @Query() _query: PageQuery,
    @PageSlice() slice: PageSlice,
    @Reader() reader: Reader,
  ): Promise<ListRow> {
    return this.discover.similar(id, slice, reader);
  }
}
