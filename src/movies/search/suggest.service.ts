import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { Corrections } from './corrections.js';
import { readingsOf } from './readings.js';
import type { Statement } from './search.queries.js';
import { literalSuggestions, nearSuggestions } from './suggest.queries.js';
import { tellingWords } from './telling-words.js';
import { TitleStatistics } from './title-statistics.js';
import { typedTitle } from './typed-title.js';

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
    if (typed === undefined) return '';
    const titles = this.statistics.estimate(typed.literal);
    const telling = tellingWords(typed.literal, titles);
    const literal = await this.run(literalSuggestions(typed, telling));
    if (literal !== null) return literal;
    if ([...typed.joined].length < SHORTEST_CORRECTED) return '';
    const { unknownWrong } = readingsOf(await this.corrections.read(typed));
    if (unknownWrong === undefined) return '';
    return (await this.run(nearSuggestions(typed, unknownWrong))) ?? '';
  }

  private async run({ statement, values }: Statement): Promise<string | null> {
    const row = await this.sql.readRow<{ results: string | null }>(statement, values);
    return row!.results;
  }
}
