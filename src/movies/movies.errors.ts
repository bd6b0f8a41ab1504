import { violates } from '../database/errors/failure.js';
import { Problem } from '../http/problems/problem.js';

export const isImdbIdTaken = (error: unknown): boolean => violates(error, 'movies_imdb_id_key');

/** 409 that names the movie which has the IMDb id already. */
export const imdbIdTaken = (movieId: number): Problem =>
  Problem.taken([{ field: 'imdb_id', message: `belongs to movie ${movieId} already` }]);

export const isYearOffDate = (error: unknown): boolean =>
  violates(error, 'movies_release_date_check');

/** 400: the year is not the one of the release date. */
export const yearOffDate = (): Problem =>
  Problem.invalidField('year', 'must be the year of release_date');

export const movieNotFound = (): Problem => Problem.notFound('There is no such movie.');

/** 412: the movie is not what `If-Match` expects. */
export const movieChanged = (): Problem =>
  new Problem('precondition-failed', 'The movie has been changed since: read it again.');
