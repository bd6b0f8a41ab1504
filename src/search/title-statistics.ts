import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Housekeeping } from '../database/background/housekeeping.js';
import { Sql } from '../database/run/sql.js';
import { prepared } from '../database/run/statement.js';
import type { Alternatives } from './tsquery.js';

/** What ANALYZE has noted of the words: the commonest, and which share of all titles has each. */
const COMMON_WORDS = prepared(`
  SELECT common.word, common.share * greatest(pg_class.reltuples, 0) AS titles
  FROM pg_stats
  JOIN pg_class ON pg_class.oid = to_regclass('movie_search')
  CROSS JOIN LATERAL unnest(most_common_elems::text::text[], most_common_elem_freqs)
    AS common (word, share)
  WHERE schemaname = current_schema() AND tablename = 'movie_search' AND attname = 'words'
    AND common.word IS NOT NULL -- behind the shares stand the least and the largest one
`);

/**
 * Roughly how many titles have a word, so that an index is asked for the words that few have. PostgreSQL's
 * own statistics, read now and then; words that are not among the commonest count as rare.
 */
@Injectable()
export class TitleStatistics implements OnApplicationBootstrap {
  private common: readonly { readonly word: string; readonly titles: number }[] = [];
  private byWord: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly sql: Sql,
    housekeeping: Housekeeping,
  ) {
    housekeeping.seldom(() => this.refresh());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  /** @returns how many titles have one of the alternatives, at least about */
  estimate(words: readonly Alternatives[]): number[] {
    return words.map(
      ({ words: whole, beginnings }) =>
        sum(whole.map((word) => this.byWord.get(word) ?? 0)) +
        sum(beginnings.map((beginning) => this.beginningWith(beginning))),
    );
  }

  private beginningWith(beginning: string): number {
    return sum(
      this.common.filter(({ word }) => word.startsWith(beginning)).map(({ titles }) => titles),
    );
  }

  private async refresh(): Promise<void> {
    this.common = await this.sql.rows(COMMON_WORDS, []);
    this.byWord = new Map(this.common.map(({ word, titles }) => [word, titles]));
  }
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
