import type { AnswerOf, BodyOf, RowOf } from './types.js';

// Names for what the API answers and takes. They are derived from paths, so that the names of
// schemas in the OpenAPI document may change.

export type Movie = AnswerOf<'GET', '/movies/{id}/'>;
/** What `POST /movies/` takes. */
export type NewMovie = BodyOf<'POST', '/movies/'>;
/** What `PATCH /movies/{id}/` takes. */
export type MovieChanges = BodyOf<'PATCH', '/movies/{id}/'>;
/** A row of the movies that one likes, with `liked_at`. */
export type LikedMovie = RowOf<'/me/likes/'>;
/** A title for what is typed so far. */
export type Suggestion = AnswerOf<'GET', '/movies/suggest/'>['results'][number];
export type Genre = RowOf<'/genres/'>;
export type Comment = AnswerOf<'GET', '/comments/{id}/'>;
export type NewComment = BodyOf<'POST', '/movies/{id}/comments/'>;
/** Who likes a movie. */
export type Liker = RowOf<'/movies/{id}/like/'>;
/** The own account. */
export type User = AnswerOf<'GET', '/me/'>;
/** What everyone may know of a user. */
export type Profile = AnswerOf<'GET', '/users/{id}/'>;
export type Session = RowOf<'/me/sessions/'>;
export type Registration = BodyOf<'POST', '/register/'>;
export type Credentials = BodyOf<'POST', '/login/'>;
/** The answer to signing up or in, with the token. */
export type SignedIn = AnswerOf<'POST', '/login/'>;
