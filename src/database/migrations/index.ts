import { sqlMigration } from './sql-migration.js';

/** In the order in which they run. A migration that has been released is never edited. */
export const migrations = [
  sqlMigration('0001-accounts', 1_795_305_600_001),
  sqlMigration('0002-movies', 1_795_305_600_002),
  sqlMigration('0003-likes-and-comments', 1_795_305_600_003),
  sqlMigration('0004-title-search', 1_795_305_600_004),
  sqlMigration('0005-mails', 1_795_305_600_005),
  sqlMigration('0006-password-resets', 1_795_305_600_006),
  sqlMigration('0007-sessions-versions-limits', 1_795_305_600_007),
  sqlMigration('0008-search', 1_795_305_600_008),
  sqlMigration('0009-discover', 1_795_305_600_009),
  sqlMigration('0010-filters', 1_795_305_600_010),
  sqlMigration('0011-derived-rows', 1_795_305_600_011),
  sqlMigration('0012-list-landmarks', 1_795_305_600_012),
  sqlMigration('0013-likes-in-one', 1_795_305_600_013),
  sqlMigration('0014-year-as-word', 1_795_305_600_014),
  sqlMigration('0016-folded-genres', 1_795_305_600_016),
  sqlMigration('0017-user-keys', 1_795_305_600_017),
  sqlMigration('0018-movie-document', 1_795_305_600_018),
  sqlMigration('0019-attempts-and-keys', 1_795_305_600_019),
  sqlMigration('0020-mail-turns', 1_795_305_600_020),
];
