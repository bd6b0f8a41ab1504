import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import { prepared } from '../database/run/statement.js';
import { titleKey } from '../movies/title-words.js';
import { formsOfTitle } from '../movies/title-forms.js';

/** Rows a statement: locks are held for a moment only. */
const BATCH = 1000;

const NEXT_TITLES = prepared(
  'SELECT id, title, original_title FROM movies WHERE id > $1 ORDER BY id LIMIT $2',
);

/** Writes the forms $1 (JSON) of those movies that have others; whose title has changed is left alone. */
const WRITE_FORMS = prepared(`
  UPDATE movies SET
    title_key = given.title_key,
    joined_title = given.joined_title,
    title_terms = given.title_terms,
    joined_original_title = given.joined_original_title,
    original_title_terms = given.original_title_terms
  FROM json_to_recordset($1::json) AS given (
    id bigint, title text, original_title text, title_key text, joined_title text,
    title_terms text[], joined_original_title text, original_title_terms text[]
  )
  WHERE movies.id = given.id AND movies.title = given.title
    AND movies.original_title IS NOT DISTINCT FROM given.original_title
    AND (movies.title_key, movies.joined_title, movies.title_terms,
         movies.joined_original_title, movies.original_title_terms)
      IS DISTINCT FROM (given.title_key, given.joined_title, given.title_terms,
         given.joined_original_title, given.original_title_terms)
  RETURNING movies.id
`);

interface TitleRow {
  readonly id: number;
  readonly title: string;
  readonly original_title: string | null;
}

/** Makes what searches compare anew: for when its rules have changed since the movies were written. */
@Injectable()
export class SearchRebuild {
  constructor(private readonly sql: Sql) {}

  /** Beside a running server, batch by batch. @returns how many movies were written */
  async run(): Promise<number> {
    let written = 0;
    let after = 0;
    for (;;) {
      const rows = await this.sql.rows<TitleRow>(NEXT_TITLES, [after, BATCH]);
      if (rows.length === 0) return written;
      const changed = await this.sql.rows(WRITE_FORMS, [JSON.stringify(rows.map(formsOf))]);
      written += changed.length;
      after = rows.at(-1)!.id;
    }
  }
}

function formsOf({ id, title, original_title }: TitleRow): object {
  const own = formsOfTitle(title);
  const original = original_title === null ? undefined : formsOfTitle(original_title);
  return {
    id,
    title,
    original_title,
    title_key: titleKey(title),
    joined_title: own.joined,
    title_terms: own.terms,
    joined_original_title: original?.joined,
    original_title_terms: original?.terms,
  };
}
