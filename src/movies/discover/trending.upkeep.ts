import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../database/housekeeping.js';
import { Sql } from '../../database/sql.js';
import { FORGET_HEAT } from './trending.query.js';

/** Steps of three hours at most: after months without a server it takes several rounds to catch up. */
const STEPS_A_ROUND = 200;

/** Lets likes and comments that have grown older than seven days leave the chart. */
@Injectable()
export class TrendingUpkeep {
  constructor(
    private readonly sql: Sql,
    housekeeping: Housekeeping,
  ) {
    housekeeping.seldom(() => this.forget());
  }

  /** Each step is a transaction of its own, so that nobody waits for long. */
  private async forget(): Promise<void> {
    for (let step = 0; step < STEPS_A_ROUND; step += 1) {
      const row = await this.sql.row<{ more: boolean }>(FORGET_HEAT, []);
      if (!row?.more) return;
    }
  }
}
