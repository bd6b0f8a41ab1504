import type { ImportRow } from './import-row.js';

/**
 * The source that an export names for movies that have none. Their id there says which movie of
 * which database it is: its id and the time of its creation, as `17-1795305600123`. So it stands
 * for the same movie for ever, wherever it is imported, and two catalogues do not mix up.
 */
export const EXPORT_SOURCE = 'export';

/** SQL text of that id, for a movie of the table `movies`. */
export const EXPORT_SOURCE_ID = `movies.id || '-' || (extract(epoch FROM movies.created_at) * 1000)::bigint`;

const OWN_ID = /^([1-9]\d{0,17})-(\d{1,15})$/;

/** @returns the movie that a row of an export stands for, in the database that it came from */
export function ownMovie(
  origin: ImportRow['origin'],
): { readonly id: string; readonly createdAt: string } | undefined {
  const [, id, createdAt] =
    (origin?.source === EXPORT_SOURCE && OWN_ID.exec(origin.sourceId)) || [];
  return id === undefined || createdAt === undefined ? undefined : { id, createdAt };
}

/**
 * Tells which rows of a batch are one movie, as the database tells it for those of other batches: of
 * several the first is the one.
 */
export class KnownRows {
  private readonly ids = new Set<string>();
  private readonly titles = new Set<string>();

  /** @returns whether a row before it is the same movie */
  has({ movie, origin }: ImportRow): boolean {
    const year = movie.year ?? movie.release_date?.slice(0, 4);
    const title = `${movie.title}\n${year ?? ''}\n${movie.director ?? ''}`;
    const isTitleKnown = this.titles.has(title);
    this.titles.add(title);
    const id = origin ? `${origin.source}\n${origin.sourceId}` : movie.imdb_id;
    if (!id) return isTitleKnown;
    const isKnown = this.ids.has(id);
    this.ids.add(id);
    return isKnown;
  }
}
