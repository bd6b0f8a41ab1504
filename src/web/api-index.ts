import { releaseVersion } from '../config/release.js';
import { ApiProperty } from '@nestjs/swagger';

const Link = (description: string, example: string): PropertyDecorator =>
  ApiProperty({
    type: 'string',
    description,
    example: `http://127.0.0.1:8000${example}`,
  });

/** Where to go on from. */
export class LinksDto {
  @Link('The movies, with filters and orders.', '/movies/')
  movies!: string;

  @Link('Search by title: a URI template (RFC 6570).', '/movies/search/{?title}')
  search!: string;

  @Link('Titles while somebody types: a URI template (RFC 6570).', '/movies/suggest/{?title}')
  suggest!: string;

  @Link('The genres.', '/genres/')
  genres!: string;

  @Link('What is talked about.', '/movies/trending/')
  trending!: string;

  @Link('Sign up: POST.', '/register/')
  register!: string;

  @Link('Sign in: POST.', '/login/')
  login!: string;

  @Link('Your account.', '/me/')
  me!: string;

  @Link('This API as an OpenAPI document.', '/openapi.json')
  openapi!: string;

  @Link('The explorer.', '/swagger/')
  swagger!: string;

  @Link('The reference: the same document, to read.', '/docs/')
  docs!: string;

  @Link('The kinds of errors.', '/problems/')
  problems!: string;

  @Link('Whether it can serve.', '/health/ready/')
  health!: string;
}

/** The way into the API. */
export class IndexDto {
  @ApiProperty({ type: 'string', example: 'Movie API' })
  name!: string;

  @ApiProperty({ type: 'string', description: 'The release that answers.', example: '0.1.0' })
  version!: string;

  @ApiProperty({ type: LinksDto })
  links!: LinksDto;
}

const PATHS: Readonly<Record<keyof LinksDto, string>> = {
  movies: '/movies/',
  search: '/movies/search/{?title,genre,year,year_min,year_max,page,page_size}',
  suggest: '/movies/suggest/{?title}',
  genres: '/genres/',
  trending: '/movies/trending/',
  register: '/register/',
  login: '/login/',
  me: '/me/',
  openapi: '/openapi.json',
  swagger: '/swagger/',
  docs: '/docs/',
  problems: '/problems/',
  health: '/health/ready/',
};

/** @param origin the start of its links */
export function apiIndex(origin: string): IndexDto {
  const links = Object.entries(PATHS).map(([name, path]) => [name, origin + path] as const);
  return {
    name: 'Movie API',
    version: releaseVersion(),
    links: Object.fromEntries(links) as never,
  };
}
