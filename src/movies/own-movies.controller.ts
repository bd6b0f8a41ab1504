import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Reader, type SignedInReader } from '../http/routing/reader.js';
import { Documented } from '../http/openapi/documented.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { MoviePageDto } from './dto/movie.dto.js';
import { OwnMovieQuery } from './dto/movie.query.js';
import { MoviesService } from './movies.service.js';

@ApiTags('Movies')
@Controller('me/movies')
export class OwnMoviesController {
  constructor(private readonly movies: MoviesService) {}

  @Get()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listOwnMovies',
    summary: 'List the movies that you created',
    description: 'Newest first, unless `ordering` says otherwise.',
    answer: { status: 200, type: MoviePageDto, description: 'A page of movies.' },
  })
  list(
    @Query() { ordering }: OwnMovieQuery,
    @Slice() slice: Slice,
    @Reader() reader: SignedInReader,
  ): Promise<ListRow> {
    return this.movies.list({ creator: reader.viewer }, ordering, slice, reader);
  }
}
