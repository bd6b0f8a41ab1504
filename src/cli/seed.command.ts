import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BackgroundWork } from '../database/background/background-work.js';
import { UsersService } from '../users/users.service.js';
import { CatalogueImport, type ImportCounts } from '../exchange/import/import-catalogue.js';
import { MovieImportService } from '../exchange/import/movie-import.js';

const SAMPLE_SOURCE = 'sample';
const SAMPLE = join(import.meta.dirname, 'sample');
/** None of them is a name that the documents sign up with. */
const USERNAMES = ['amina', 'bao', 'chidi', 'dalia', 'emre', 'freya', 'gita', 'hiro'];
/** No mail ever reaches RFC 2606's `.invalid`. */
const EMAILS = new Map(USERNAMES.map((name) => [name, `${name}@sample.invalid`]));

/**
 * Loads the bundled sample: films without creator, users, their likes and comments. Safe to
 * repeat; sends no mail.
 */
export async function seed(
  services: INestApplicationContext,
  say: (line: string) => void,
): Promise<void> {
  const { rows, added } = await addFilms(services.get(MovieImportService));
  say(`${rows} films, ${added} of them new`);
  const { names, password } = await addUsers(services.get(UsersService));
  const comments = JSON.parse(
    await readFile(join(SAMPLE, 'comments.json'), 'utf8'),
  ) as SampleComment[];
  const activity = await addSampleActivity(services.get(DataSource), EMAILS, comments);
  await services.get(BackgroundWork).runAll();
  say(`${activity.likes} new likes, ${activity.comments} new comments`);
  if (names.length > 0) say(`Sample users: ${names.join(', ')}; their password: ${password}`);
}

async function addFilms(service: MovieImportService): Promise<ImportCounts> {
  const imports = await service.start(null);
  const catalogue = new CatalogueImport(join(SAMPLE, 'movies.ndjson'), imports, {
    source: SAMPLE_SOURCE,
    types: [],
    signal: new AbortController().signal,
    rejected: {
      add: ({ place, reason }) =>
        Promise.reject(new Error(`Line ${place} of the sample: ${reason}`)),
    },
    out: process.stderr,
  });
  try {
    await catalogue.run();
  } finally {
    await imports.close();
  }
  return catalogue.counts;
}

/** @returns the new users, and their password, of which nothing but this remains */
async function addUsers(users: UsersService): Promise<{ names: string[]; password: string }> {
  const { hashPassword } = await import('../auth/passwords.js');
  const password = randomBytes(12).toString('base64url');
  const passwordHash = await hashPassword(password, 'seed');
  const names: string[] = [];
  for (const username of USERNAMES) {
    if ((await users.findByLogin(username)) !== null) continue;
    await users.create({ username, email: EMAILS.get(username)!, passwordHash });
    names.push(username);
  }
  return { names, password };
}

/** An entry of `comments.json`. */
export interface SampleComment {
  /** `source_id` of the film. */
  readonly movie: string;
  readonly author: string;
  readonly text: string;
  /** Index of the entry it answers. */
  readonly reply_to: number | null;
}

/** Every user likes about a third of the films, the same ones each time. */
const ADD_LIKES = `
  INSERT INTO likes (movie_id, user_id)
  SELECT movies.id, users.id FROM movies CROSS JOIN users
  WHERE movies.source = 'sample' AND users.email = ANY ($1::text[])
    AND ('x' || left(md5(movies.source_id || users.username), 4))::bit(16)::integer % 3 = 0
  ON CONFLICT DO NOTHING RETURNING 1
`;

/** `$1` film, `$2` author's e-mail address, `$3` text, `$4` parent or NULL; answers the id, new or found. */
const ADD_COMMENT = `
  WITH place AS (
    SELECT movies.id AS movie_id, users.id AS author_id FROM movies, users
    WHERE movies.source = 'sample' AND movies.source_id = $1 AND users.email = $2
  ), known AS (
    SELECT comments.id FROM comments JOIN place USING (movie_id, author_id)
    WHERE comments.text = $3 AND comments.parent_id IS NOT DISTINCT FROM $4::bigint
  ), added AS (
    INSERT INTO comments (movie_id, author_id, text, parent_id)
    SELECT movie_id, author_id, $3, $4::bigint FROM place WHERE NOT EXISTS (SELECT FROM known)
    RETURNING id
  )
  SELECT id, true AS added FROM added UNION ALL SELECT id, false FROM known LIMIT 1
`;

/**
 * @param emails of the sample's users by name: a real user of the same name is not one of them
 * @returns how many likes and comments are new
 */
export async function addSampleActivity(
  dataSource: DataSource,
  emails: ReadonlyMap<string, string>,
  comments: readonly SampleComment[],
): Promise<{ likes: number; comments: number }> {
  return dataSource.transaction(async (manager) => {
    const likes = await manager.query<unknown[]>(ADD_LIKES, [[...emails.values()]]);
    const ids: (number | undefined)[] = [];
    let added = 0;
    for (const { movie, author, text, reply_to } of comments) {
      const parent = reply_to === null ? null : ids[reply_to];
      const email = emails.get(author);
      const values = [movie, email, text, parent];
      const rows = values.includes(undefined) // its author or what it answers is not there
        ? []
        : await manager.query<{ id: number; added: boolean }[]>(ADD_COMMENT, values);
      ids.push(rows[0]?.id);
      if (rows[0]?.added) added += 1;
    }
    return { likes: likes.length, comments: added };
  });
}
