import { dictionary } from '@zxcvbn-ts/language-common';

/** How many of the leaked passwords, commonest first, nobody may have. */
const HOW_MANY = 10_000;

/** In lower case. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].slice(0, HOW_MANY),
);
