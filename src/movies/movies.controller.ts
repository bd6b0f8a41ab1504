import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IsAuthenticatedOrReadOnly, IsOwnerOrAdmin } from '../http/routing/access.js';
import {
  ifMatch,
  ifNoneMatch,
  notModified,
  tagAnswer,
  JsonText,
} from '../http/conditional/conditional.response.js';
import { Id } from '../http/input/parameters.js';
import { MadeBefore, Repeatable } from '../http/idempotency/repeatable.js';
import { Documented } from '../http/openapi/documented.js';
import { Reader, type SignedInReader } from '../http/routing/reader.js';
import { PageView } from '../http/pages/page-view.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { MovieDto, MoviePageDto } from './dto/movie.dto.js';
import { CreateMovieDto, UpdateMovieDto } from './dto/movie.input.js';
import { MovieGenreQuery, MovieListQuery } from './dto/movie.query.js';
import { MoviesService, type TaggedMovie } from './movies.service.js';

@ApiTags('Movies')
@Controller('movies')
@IsAuthenticatedOrReadOnly()
export class MoviesController {
  constructor(private readonly movies: MoviesService) {}

  @Get()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listMovies',
    summary: 'List movies',
    description: 'All movies, newest first, or those that pass every filter given.',
    answer: { status: 200, type: MoviePageDto, description: 'A page of movies.' },
  })
  list(
    @Query() filter: MovieListQuery,
    @Slice({ allOf: 'ids' }) slice: Slice,
    @Reader() reader: Reader,
  ): Promise<ListRow> {
    return this.movies.list(filter, filter.ordering, slice, reader);
  }

  @Get('genre')
  @Paged()
  @Documented({
    tagged: true,
    id: 'listMoviesByGenre',
    summary: 'List the movies of a genre',
    description: 'Newest first, unless `ordering` says otherwise.',
    answer: {
      status: 200,
      type: MoviePageDto,
      description: 'A page of movies; empty for an unknown genre.',
    },
  })
  byGenre(
    @Query() { genre, ordering }: MovieGenreQuery,
    @Slice() slice: Slice,
    @Reader() reader: Reader,
  ): Promise<ListRow> {
    return this.movies.list({ genre }, ordering, slice, reader);
  }

  @Post()
  @Repeatable()
  @JsonText()
  @Documented({
    id: 'createMovie',
    summary: 'Create a movie',
    description: 'You become its creator and get a confirmation by e-mail.',
    answer: {
      status: 201,
      type: MovieDto,
      description: 'The movie; `Location` has its address.',
      headers: ['ETag', 'Location'],
    },
    problems: ['conflict', 'not-found'],
  })
  async create(
    @Body() input: CreateMovieDto,
    @Reader() reader: SignedInReader,
    @Res({ passthrough: true }) reply: FastifyReply,
    @MadeBefore() made?: number,
  ): Promise<string> {
    const movie = await (made === undefined
      ? this.movies.create(input, reader)
      : this.movies.one(made, reader));
    void reply.header('Location', `${reader.origin}/movies/${movie.id}/`);
    return this.answer(reply, movie);
  }

  @Get(':id')
  @JsonText()
  @PageView((id) => `/?movie=${id}`)
  @Documented({
    tagged: true,
    id: 'getMovie',
    summary: 'Read a movie',
    description: 'With `liked_by_me` for whoever is signed in.',
    answer: { status: 200, type: MovieDto, description: 'The movie.' },
  })
  async one(
    @Id() id: number,
    @Reader() reader: Reader,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const condition = ifNoneMatch(request);
    const known = condition === '*' ? [] : condition?.map(({ opaque }) => opaque);
    const movie = await this.movies.one(id, reader, { known });
    const answer = this.answer(reply, movie);
    return movie.json === null || condition === '*' ? notModified(reply) : answer;
  }

  @Patch(':id')
  @JsonText()
  @IsOwnerOrAdmin(MoviesService)
  @Documented({
    guarded: true,
    id: 'updateMovie',
    summary: 'Change a movie',
    description: 'Any of the fields; `null` clears an optional one. For its creator and admins.',
    answer: {
      status: 200,
      type: MovieDto,
      description: 'The movie as it is now.',
      headers: ['ETag'],
    },
    problems: ['conflict'],
  })
  async update(
    @Id() id: number,
    @Body() input: UpdateMovieDto,
    @Reader() reader: Reader,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.answer(reply, await this.movies.update(id, input, reader, ifMatch(request)));
  }

  @Delete(':id')
  @HttpCode(204)
  @IsOwnerOrAdmin(MoviesService)
  @Documented({
    guarded: true,
    id: 'deleteMovie',
    summary: 'Delete a movie',
    description: 'Its likes and comments go with it. For its creator and admins.',
    answer: { status: 204, description: 'Deleted.' },
  })
  async remove(@Id() id: number, @Req() request: FastifyRequest): Promise<void> {
    await this.movies.remove(id, ifMatch(request));
  }

  private answer(reply: FastifyReply, { tag, json }: TaggedMovie): string {
    tagAnswer(reply, tag);
    return json ?? '';
  }
}
