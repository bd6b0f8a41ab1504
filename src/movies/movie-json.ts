import type { ApiPropertyOptions } from '@nestjs/swagger';
import { shortened, type RowJson } from '../paging/joined-rows.js';
import { PublicUserDto } from '../users/dto/user.dto.js';

/** Placeholders of what a movie's JSON depends on beside the movie. */
interface Placeholders {
  /** Of the start of links, such as `$1`. */
  readonly origin: string;
  /** Of the signed-in user's id; `undefined` for the anonymous. */
  readonly viewer: string | undefined;
}

interface LiveMember {
  readonly name: string;
  /** SQL text of its JSON, from the aliases `movies`, `counts` and `creator`. It must not be NULL. */
  readonly sql: (placeholders: Placeholders) => string;
  readonly schema: ApiPropertyOptions;
}

/**
 * What changes without an edit of the movie, or differs between readers. A movie's JSON, its entity
 * tag and its schema are made of this list; all other members are in the stored document.
 */
export const LIVE_MEMBERS: readonly LiveMember[] = [
  {
    name: 'creator',
    sql: () =>
      `coalesce('{"id":' || creator.id || ',"username":"' || creator.username || '"}', 'null')`,
    schema: {
      type: PublicUserDto,
      nullable: true,
      description: '`null` for imported movies and for those of deleted accounts.',
    },
  },
  {
    name: 'like_count',
    sql: () => 'counts.like_count',
    schema: { type: 'integer', minimum: 0, example: 1 },
  },
  {
    name: 'comment_count',
    sql: () => 'counts.comment_count',
    schema: {
      type: 'integer',
      minimum: 0,
      description: 'Comments and replies that still have their text.',
      example: 1,
    },
  },
  {
    name: 'liked_by_me',
    sql: ({ viewer }) =>
      viewer === undefined
        ? `'null'`
        : `CASE WHEN EXISTS (
            SELECT FROM likes WHERE likes.movie_id = movies.id AND likes.user_id = ${viewer}::bigint
          ) THEN 'true' ELSE 'false' END`,
    schema: {
      type: 'boolean',
      nullable: true,
      description: '`null` for the anonymous.',
      example: true,
    },
  },
  {
    name: 'url',
    sql: ({ origin }) => `'"' || ${origin}::text || '/movies/' || movies.id || '/"'`,
    schema: {
      type: 'string',
      format: 'uri',
      description: 'Its address in this API.',
      example: 'http://127.0.0.1:8000/movies/1/',
    },
  },
];

/** The SQL text of the live members' JSON, each with a comma before it. */
const liveJson = (placeholders: Placeholders, members = LIVE_MEMBERS): string =>
  members.map(({ name, sql }) => `',"${name}":' || ${sql(placeholders)}`).join(' || ');

/**
 * The SQL text of one movie's JSON: the stored document, and behind it the live members.
 *
 * @param beside further members, as SQL text that begins with a comma of JSON
 * @param document in place of the stored one
 */
export const movieJson = (
  origin: string,
  viewer: string | undefined,
  beside = `''`,
  document = 'movies.document',
): string => `${document} || ${liveJson({ origin, viewer })} || ${beside} || '}'`;

/**
 * The SQL text of a movie's entity tag: `ID.VERSION-` and a digest of the live members. `If-Match`
 * compares the part before the dash, so that likes and comments do not break it; `If-None-Match` the
 * whole, so that a 304 hides no change.
 */
export const movieTag = (
  origin: string,
  viewer: string | undefined,
  members = LIVE_MEMBERS,
): string =>
  `movies.id || '.' || movies.version || '-' || left(md5(${liveJson({ origin, viewer }, members)}), 16)`;

/** Names of the cast in a row that is shortened. */
const MOST_NAMES = 3;

const SHORTENED_DOCUMENT = `movie_document(
  movies.id, movies.title, movies.original_title, ${shortened('movies.description')}, movies.genres,
  movies.year, movies.release_date, movies.runtime_minutes, movies.language, movies.director,
  movies."cast"[:${MOST_NAMES}], movies.poster_url, movies.imdb_id, movies.created_at, movies.updated_at
)`;

/** A movie as a row of a list, with the parameters of {@link movieJson}. */
export const movieRow = (origin: string, viewer: string | undefined, beside?: string): RowJson => ({
  json: movieJson(origin, viewer, beside),
  long: {
    bytes: 'octet_length(movies.document)',
    shortened: movieJson(origin, viewer, beside, SHORTENED_DOCUMENT),
  },
});

/** The joins that {@link movieJson} needs beside `movies`. */
export const MOVIE_JSON_JOINS = `
  JOIN movie_counts AS counts ON counts.movie_id = movies.id
  LEFT JOIN users AS creator ON creator.id = movies.creator_id`;
