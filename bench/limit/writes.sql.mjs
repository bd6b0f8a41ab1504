// The functions behind the writes, in a schema of their own. Each answers null where there is no
// such session.
import { COMMENT } from './reads.mjs';

const CALLER = 'session_id bigint, session_key uuid, caller bigint';

const USERNAME = `
  SELECT users.username INTO name FROM sessions JOIN users ON users.id = sessions.user_id
  WHERE sessions.id = session_id AND sessions.key = session_key AND sessions.user_id = caller
    AND sessions.expires_at > now()`;

export const FUNCTIONS = [
  'CREATE SCHEMA IF NOT EXISTS bench_limit',

  `CREATE OR REPLACE FUNCTION bench_limit.like_movie(${CALLER}, movie bigint,
     OUT is_new boolean, OUT like_count integer) LANGUAGE plpgsql AS $$
   BEGIN
     IF NOT EXISTS (
       SELECT FROM sessions WHERE id = session_id AND key = session_key AND user_id = caller
         AND expires_at > now()
     ) THEN RETURN; END IF;
     INSERT INTO likes (movie_id, user_id) VALUES (movie, caller)
     ON CONFLICT ON CONSTRAINT likes_pkey DO NOTHING;
     is_new := FOUND;
     SELECT counts.like_count INTO like_count FROM movie_counts AS counts WHERE movie_id = movie;
   END $$`,

  `CREATE OR REPLACE FUNCTION bench_limit.add_comment(${CALLER}, movie bigint, said text)
   RETURNS text LANGUAGE plpgsql AS $$
   DECLARE
     name text;
     author record;
     comment comments;
   BEGIN
     ${USERNAME};
     IF NOT FOUND THEN RETURN NULL; END IF;
     INSERT INTO comments (movie_id, author_id, text) VALUES (movie, caller, said)
     RETURNING * INTO comment;
     SELECT caller AS id, name AS username INTO author;
     RETURN ${COMMENT};
   END $$`,

  `CREATE OR REPLACE FUNCTION bench_limit.add_movie(${CALLER}, origin text, given_genres text[], title text,
     title_key text, joined_title text, title_terms text[], original_title text,
     joined_original_title text, original_title_terms text[], description text, year smallint,
     release_date date, runtime_minutes smallint, language text, director text, "cast" text[],
     poster_url text, imdb_id text)
   RETURNS text LANGUAGE plpgsql AS $$
   DECLARE
     name text;
     spelled text[];
     movie movies;
   BEGIN
     ${USERNAME};
     IF NOT FOUND THEN RETURN NULL; END IF;
     SELECT array_agg(genres.name ORDER BY place) INTO spelled
     FROM unnest(given_genres) WITH ORDINALITY AS given (name, place)
     JOIN genres ON genres.folded_name = lower(given.name);
     IF cardinality(spelled) IS DISTINCT FROM nullif(cardinality(given_genres), 0) THEN
       RAISE 'The bench sends no new genres';
     END IF;
     INSERT INTO movies (creator_id, title, title_key, joined_title, title_terms, original_title,
       joined_original_title, original_title_terms, description, genres, year, release_date,
       runtime_minutes, language, director, "cast", poster_url, imdb_id)
     VALUES (caller, title, title_key, joined_title, title_terms, original_title,
       joined_original_title, original_title_terms, description, coalesce(spelled, '{}'), year,
       release_date, runtime_minutes, language, director, "cast", poster_url, imdb_id)
     RETURNING * INTO movie;
     INSERT INTO mails (kind, payload, gives_up_at) VALUES ('movie-created',
       jsonb_build_object('movie_id', movie.id, 'user_id', caller, 'title', movie.title),
       now() + interval '1 day');
     RETURN movie.document || ',"creator":{"id":' || caller || ',"username":"' || name
       || '"},"like_count":0,"comment_count":0,"liked_by_me":false,"url":"' || origin
       || '/movies/' || movie.id || '/"}';
   END $$`,
];
