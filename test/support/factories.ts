import type { Answer, Client } from './client.js';

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

/** An answer that a test takes for granted. */
export function succeeded(answer: Answer, status: number): Answer {
  if (answer.status !== status)
    throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}
