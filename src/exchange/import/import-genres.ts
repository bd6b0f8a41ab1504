import type { Sql } from '../../database/run/sql.js';
import { foldCase } from '../../http/input/fold-case.js';
import { ensureGenres } from '../../movies/genres.js';

/** The genres that an import has met, as the database spells them. */
export class ImportGenres {
  /** By their folded form. */
  readonly spellings = new Map<string, string>();

  constructor(
    private readonly sql: Sql,
    /** New ones are not founded, and keep the spelling that they came with. */
    private readonly trial: boolean,
  ) {}

  /**
   * Founds the genres that nobody has met yet. Not in the transaction of the batch: another writer of
   * a new genre would have to wait for all of it.
   *
   * @returns something to wait for; nothing where all are known, as nearly always
   */
  found(names: readonly string[]): Promise<void> | undefined {
    if (this.trial || names.every((name) => this.spellings.has(foldCase(name)))) return undefined;
    return this.foundAll(names);
  }

  private async foundAll(names: readonly string[]): Promise<void> {
    const known = await ensureGenres(this.sql, names);
    for (const [key, name] of known) this.spellings.set(key, name);
  }
}
