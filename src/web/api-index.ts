import { releaseVersion } from '../config/release.js';
import type { IndexDto, LinksDto } from './dto/index.dto.js';

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
