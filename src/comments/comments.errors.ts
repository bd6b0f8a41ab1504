import { violates } from '../database/errors/failure.js';
import { Problem } from '../http/problems/problem.js';

export const isMovieGone = (error: unknown): boolean => violates(error, 'comments_movie_id_fkey');

export const commentNotFound = (): Problem => Problem.notFound('There is no such comment.');

/** 400: `parent_id` names nothing that can be answered. */
export const notAnswerable = (): Problem =>
  Problem.invalidField('parent_id', 'must be a comment of the same movie that is no reply itself');
