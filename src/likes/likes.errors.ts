import { violates } from '../database/failure.js';

export const isMovieGone = (error: unknown): boolean => violates(error, 'likes_movie_id_fkey');
