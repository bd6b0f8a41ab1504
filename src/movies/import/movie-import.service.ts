import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { retrying } from '../../database/retry.js';
import type { CreateMovieDto } from '../dto/movie.input.js';
import { foundGenres, spelled } from '../genres.js';
import { newMovieColumns } from '../movie-columns.js';
import { ADD_MISSING, TAKE_TURN } from './import.queries.js';

/** A checked row of a catalogue. */
export interface ImportRow {
  readonly movie: CreateMovieDto;
  /** Which catalogue, and the row's id there; both or neither. */
  readonly origin: { readonly source: string; readonly sourceId: string } | undefined;
}

/** Loads catalogues: many movies in one statement, without mails, each once however often it comes. */
@Injectable()
export class MovieImportService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds those rows that are not there yet, all or none.
   *
   * @param creatorId whose the new movies are, or `null`
   * @returns how many were added
   */
  async add(rows: readonly ImportRow[], creatorId: number | null): Promise<number> {
    return retrying(() =>
      this.dataSource.transaction((manager) => this.addWith(manager, rows, creatorId)),
    );
  }

  private async addWith(
    manager: EntityManager,
    rows: readonly ImportRow[],
    creatorId: number | null,
  ): Promise<number> {
    await manager.query(TAKE_TURN);
    const genres = await foundGenres(
      manager,
      rows.flatMap(({ movie }) => movie.genres ?? []),
    );
    const records = rows.map(({ movie, origin }, position) => {
      const columns = newMovieColumns(movie);
      return {
        position,
        title: columns.title,
        title_key: columns.titleKey,
        joined_title: columns.joinedTitle,
        title_terms: columns.titleTerms,
        original_title: columns.originalTitle,
        joined_original_title: columns.joinedOriginalTitle,
        original_title_terms: columns.originalTitleTerms,
        description: columns.description,
        genres: spelled(movie.genres ?? [], genres),
        year: columns.year,
        release_date: columns.releaseDate,
        runtime_minutes: columns.runtimeMinutes,
        language: columns.language,
        director: columns.director,
        cast: movie.cast ?? [],
        poster_url: columns.posterUrl,
        imdb_id: columns.imdbId,
        source: origin?.source,
        source_id: origin?.sourceId,
      };
    });
    const values = [JSON.stringify(records), creatorId];
    const [answer] = await manager.query<{ added: number }[]>(ADD_MISSING, values);
    return answer?.added ?? 0;
  }
}
