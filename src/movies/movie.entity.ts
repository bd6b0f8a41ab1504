import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, VersionColumn } from 'typeorm';

/**
 * A movie as it is written. What is read is the row's `document`, which the database builds from
 * these columns (see `movie.queries.ts`).
 */
@Entity('movies')
export class Movie {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  /** Counts the edits. */
  @VersionColumn({ type: 'integer' })
  version!: number;

  @Column({ type: 'bigint', name: 'creator_id', nullable: true })
  creatorId!: number | null;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', name: 'title_key' })
  titleKey!: string;

  /** See `TitleForms`. */
  @Column({ type: 'text', name: 'joined_title' })
  joinedTitle!: string;

  @Column({ type: 'text', name: 'joined_original_title', nullable: true })
  joinedOriginalTitle!: string | null;

  @Column({ type: 'text', array: true, name: 'title_terms' })
  titleTerms!: string[];

  @Column({ type: 'text', array: true, name: 'original_title_terms', nullable: true })
  originalTitleTerms!: string[] | null;

  @Column({ type: 'text', name: 'original_title', nullable: true })
  originalTitle!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** Names as the genres table spells them. */
  @Column({ type: 'text', array: true })
  genres!: string[];

  @Column({ type: 'smallint', nullable: true })
  year!: number | null;

  /** `YYYY-MM-DD`; its year is `year`. */
  @Column({ type: 'date', name: 'release_date', nullable: true })
  releaseDate!: string | null;

  @Column({ type: 'smallint', name: 'runtime_minutes', nullable: true })
  runtimeMinutes!: number | null;

  /** ISO 639-1. */
  @Column({ type: 'text', nullable: true })
  language!: string | null;

  @Column({ type: 'text', nullable: true })
  director!: string | null;

  @Column({ type: 'text', array: true })
  cast!: string[];

  @Column({ type: 'text', name: 'poster_url', nullable: true })
  posterUrl!: string | null;

  @Column({ type: 'text', name: 'imdb_id', nullable: true })
  imdbId!: string | null;

  @CreateDateColumn({ type: 'timestamptz', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', precision: 3, name: 'updated_at' })
  updatedAt!: Date;
}
