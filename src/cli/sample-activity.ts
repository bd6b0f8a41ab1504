import type { DataSource } from 'typeorm';

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
