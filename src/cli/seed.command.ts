import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BackgroundWork } from '../database/background/background-work.js';
import { MovieImportService } from '../exchange/import/movie-import.service.js';
import { UsersService } from '../users/users.service.js';
import { CatalogueImport, type ImportCounts } from '../exchange/import/import-catalogue.js';
import { addSampleActivity, type SampleComment } from './sample-activity.js';

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
