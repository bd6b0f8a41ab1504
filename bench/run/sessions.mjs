// Signed-in users without sign-ups, whose passwords would take the bench longer than all the rest.
import jwt from 'jsonwebtoken';

/** Signs the tokens of every server that the bench starts. */
export const SECRET = 'a secret of the bench, which nobody else has any use for';

const SESSIONS = 2000;
/** By which the bench knows its sessions again. */
const AGENT = 'bench';

/** Users in no order, so that those who have done much and little are among them. */
const OPEN = `INSERT INTO sessions (user_id, user_agent, expires_at)
  SELECT id, '${AGENT}', date_trunc('second', now() + interval '1 day')
  FROM users ORDER BY md5(id::text) LIMIT ${SESSIONS}
  RETURNING id::integer, key, user_id, extract(epoch FROM expires_at)::integer AS exp`;

export const CLOSE = `DELETE FROM sessions WHERE user_agent = '${AGENT}'`;

/** @returns {Promise<string[]>} values of `Authorization`, each of another user */
export async function openSessions(client) {
  const { rows } = await client.query(OPEN);
  return rows.map(({ id, key, user_id: userId, exp }) => {
    const claims = { sub: String(userId), sid: id, jti: key, exp };
    const token = jwt.sign(claims, SECRET, { issuer: 'movie-api', algorithm: 'HS256' });
    return `Bearer ${token}`;
  });
}
