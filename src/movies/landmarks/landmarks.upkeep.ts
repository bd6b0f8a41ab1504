import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../database/housekeeping.js';
import { Sql } from '../../database/sql.js';
import { KEEP_LANDMARKS, LANDMARK_DISTANCE } from './landmarks.query.js';

/** Keeps the landmarks near to each other and the changes few: what both say is right at any time. */
@Injectable()
export class LandmarksUpkeep {
  constructor(sql: Sql, housekeeping: Housekeeping) {
    housekeeping.often(async () => void (await sql.rows(KEEP_LANDMARKS, [LANDMARK_DISTANCE])));
  }
}
