import { PasswordReset } from '../auth/password-reset.entity.js';
import { Session } from '../auth/session.entity.js';
import { Comment } from '../comments/comment.entity.js';
import { Movie } from '../movies/movie.entity.js';
import { User } from '../users/user.entity.js';

/** The tables that are written through repositories; the others know only SQL. */
export const entities = [User, Session, PasswordReset, Movie, Comment];
