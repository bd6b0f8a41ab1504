import { hash, verify } from '@node-rs/argon2';
import { COMMON_PASSWORDS } from './common-passwords.js';

/** Argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What a sign-in with an unknown name is checked against, so that it takes as long as any other. */
const NOBODY = hash('nobody has this password', COST);

/** @returns the Argon2id hash in PHC string format */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** @param passwordHash `undefined` for an unknown user: as slow, and never true */
export async function isPassword(
  password: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await NOBODY), password);
  return matches && passwordHash !== undefined;
}

/**
 * Why a password will not do, beyond its length.
 *
 * @returns the complaint, or `undefined`
 */
export function weakness(password: string, username: string, email: string): string | undefined {
  const lower = password.toLowerCase();
  if (lower === username.toLowerCase()) return 'must not be the username';
  if (lower === email.toLowerCase()) return 'must not be the e-mail address';
  if (COMMON_PASSWORDS.has(lower)) return 'is among the most common passwords; choose another';
  return undefined;
}
