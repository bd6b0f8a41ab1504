import { violates } from '../database/errors/failure.js';

export const isMovieGone = (error: unknown): boolean => violates(error, 'likes_movie_id_fkey');
