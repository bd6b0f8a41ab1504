import type { CreateMovieDto } from '../../movies/dto/movie.input.js';

/** A checked row of a catalogue. */
export interface ImportRow {
  readonly movie: CreateMovieDto;
  /** Which catalogue, and the row's id there; both or neither. */
  readonly origin: { readonly source: string; readonly sourceId: string } | undefined;
}

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
  private readonly imdbIds = new Set<string>();
  private byTitle = false;

  /** Whether some of the rows have no id. */
  get hasTitlesOnly(): boolean {
    return this.byTitle;
  }

  /** @returns whether a row before it is the same movie */
  has({ movie, origin }: ImportRow): boolean {
    const year = movie.year ?? movie.release_date?.slice(0, 4);
    const title = `${movie.title}\n${year ?? ''}\n${movie.director ?? ''}`;
    const isTitleKnown = this.titles.has(title);
    this.titles.add(title);
    if (movie.imdb_id) this.imdbIds.add(movie.imdb_id);
    const id = origin ? `${origin.source}\n${origin.sourceId}` : movie.imdb_id;
    if (!id) {
      this.byTitle = true;
      return isTitleKnown;
    }
    const isKnown = this.ids.has(id);
    this.ids.add(id);
    return isKnown;
  }

  /**
   * Whether the database might tell rows of the two apart by which of them comes first: then they have
   * to come in their order. Rows with ids that differ do not care.
   */
  concerns(other: KnownRows): boolean {
    return (
      this.byTitle ||
      other.byTitle ||
      meet(this.ids, other.ids) ||
      meet(this.imdbIds, other.imdbIds)
    );
  }
}

const meet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  [...one].some((id) => other.has(id));
