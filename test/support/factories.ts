import { randomUUID } from 'node:crypto';
import { resetToken, resetTokenHash } from '../../src/auth/reset-token.js';
import type { Answer, Client } from './client.js';
import { noteSecret } from './log-collection.js';
import { JWT_SECRET, type TestApp } from './test-app.js';

let serial = 0;

/** A number that no other call has got. */
export const next = (): number => (serial += 1);

export const PASSWORD = 'a password that nobody guesses';

export interface TestUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly token: string;
}

/** Signs somebody up. */
export async function someUser(
  api: Client,
  overrides: Record<string, unknown> = {},
): Promise<TestUser> {
  const username = `user${next()}`;
  const input = { username, email: `${username}@example.org`, password: PASSWORD, ...overrides };
  const { body } = succeeded(await api.post('/register/', input), 201);
  return { ...body.user, token: body.token };
}

/** Creates a movie as a user; answers it. */
export async function someMovie(
  api: Client,
  { token }: Pick<TestUser, 'token'>,
  overrides: Record<string, unknown> = {},
): Promise<any> {
  const input = { title: `Movie ${next()}`, ...overrides };
  return succeeded(await api.post('/movies/', input, { token }), 201).body;
}

export async function someComment(
  api: Client,
  { token }: Pick<TestUser, 'token'>,
  movieId: number,
  overrides: Record<string, unknown> = {},
): Promise<any> {
  const input = { text: `Comment ${next()}`, ...overrides };
  return succeeded(await api.post(`/movies/${movieId}/comments/`, input, { token }), 201).body;
}

/** A token as a reset mail carries it, without the mail. */
export async function someResetToken({ dataSource }: TestApp, userId: number): Promise<string> {
  const message = randomUUID();
  const token = resetToken(JWT_SECRET, message);
  noteSecret(token);
  await dataSource.query(
    `INSERT INTO password_resets (message, user_id, token_hash, expires_at)
     VALUES ($1, $2, $3, now() + interval '30 minutes')`,
    [message, userId, resetTokenHash(token)],
  );
  return token;
}

/** An answer that a test takes for granted. */
export function succeeded(answer: Answer, status: number): Answer {
  if (answer.status !== status)
    throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}
