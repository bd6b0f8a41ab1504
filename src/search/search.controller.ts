import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IsAuthenticatedOrReadOnly } from '../http/routing/access.js';
import { answerConditionally, tagOf, JsonText } from '../http/conditional/conditional.response.js';
import { Documented } from '../http/openapi/documented.js';
import { Reader } from '../http/routing/reader.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { PageSlice } from '../paging/slice.param.js';
import { NumberedMoviePageDto } from '../movies/dto/movie.dto.js';
import { MovieSearchQuery, SuggestQuery, SuggestionsDto } from './dto/search.dto.js';
import { SearchService } from './search.service.js';
import { SuggestService } from './suggest.service.js';

@ApiTags('Movies')
@Controller('movies')
@IsAuthenticatedOrReadOnly()
export class SearchController {
  constructor(
    private readonly searches: SearchService,
    private readonly suggestions: SuggestService,
  ) {}

  @Get('search')
  @Paged()
  @Documented({
    tagged: true,
    id: 'searchMovies',
    summary: 'Search by title',
    description:
      'Any case, diacritics or none, words in any order, of which the last may be unfinished, small typing errors, the year behind the title. Exact titles first, then those that begin with the words, then the rest by likes. Where no title has all words, those that share the rarest of them come, most shared first.',
    answer: {
      status: 200,
      type: NumberedMoviePageDto,
      description: 'A page of movies, best first.',
    },
  })
  search(
    @Query() { title, ...filter }: MovieSearchQuery,
    @PageSlice() slice: PageSlice,
    @Reader() reader: Reader,
  ): Promise<ListRow> {
    return this.searches.search(title, filter, slice, reader);
  }

  @Get('suggest')
  @JsonText()
  @Documented({
    tagged: true,
    id: 'suggestMovies',
    summary: 'Suggest titles while somebody types',
    description:
      'Titles that begin with what is typed so far, popular ones first; then titles that have its words; where there are none, titles that may have been meant, or that share words.',
    answer: { status: 200, type: SuggestionsDto, description: 'At most ten movies, best first.' },
  })
  async suggest(
    @Query() { title }: SuggestQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const body = `{"results":[${await this.suggestions.suggest(title)}]}`;
    return answerConditionally(request, reply, tagOf(body), body);
  }
}
