import { Injectable } from '@nestjs/common';
import { Sql } from '../database/run/sql.js';
import type { Query } from '../database/run/statement.js';
import { Corrections } from './corrections.js';
import { sharedWords } from './shared-words.js';
import { literalSuggestions, nearSuggestions, sharedSuggestions } from './suggest.queries.js';
import { selectiveWords } from './selective-words.js';
import { TitleStatistics } from './title-statistics.js';
import { typedTitle, withArticleApart, type TypedTitle } from './typed-title.js';

/** Who is still typing has perhaps just begun the word: shorter ones are not corrected. */
const SHORTEST_CORRECTED = 4;

/** Says which titles somebody may be typing. */
@Injectable()
export class SuggestService {
  constructor(
    private readonly sql: Sql,
    private readonly corrections: Corrections,
    private readonly statistics: TitleStatistics,
  ) {}

  /** @returns JSON objects with commas between */
  async suggest(title: string): Promise<string> {
    const typed = typedTitle(title);
    return typed === undefined ? '' : ((await this.firstFound(typed)) ?? '');
  }

  private async firstFound(typed: TypedTitle): Promise<string | null> {
    const literal = await this.literal(typed);
    if (literal !== null || [...typed.forms[0]!].length < SHORTEST_CORRECTED) return literal;
    const apart = withArticleApart(typed);
    const begun = apart === undefined ? null : await this.literal(apart);
    if (begun !== null) return begun;
    const { unknownWrong, shared } = await this.corrections.read(typed);
    const meant =
      unknownWrong === undefined ? null : await this.run(nearSuggestions(typed, unknownWrong));
    if (meant !== null) return meant;
    for (const words of sharedWords(shared, (some) => this.statistics.estimate(some))) {
      const found = await this.run(sharedSuggestions(words));
      if (found !== null) return found;
    }
    return null;
  }

  private async literal(typed: TypedTitle): Promise<string | null> {
    const selective = selectiveWords(typed.literal, this.statistics.estimate(typed.literal));
    return this.run(literalSuggestions(typed, selective));
  }

  private async run(query: Query): Promise<string | null> {
    const row = await this.sql.row<{ results: string | null }>(query);
    return row!.results;
  }
}
