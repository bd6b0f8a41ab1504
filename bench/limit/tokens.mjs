import { createHmac, timingSafeEqual } from 'node:crypto';

const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** @returns reads the claims of a request's token: signed with HS256, not expired; else `undefined` */
export function tokenReader(secret) {
  return ({ headers: { authorization = '' } }) => {
    const [header, claims, signature] = authorization.replace(/^Bearer /, '').split('.');
    if (signature === undefined || decoded(header).alg !== 'HS256') return undefined;
    const right = createHmac('sha256', secret).update(`${header}.${claims}`).digest();
    const sent = Buffer.from(signature, 'base64url');
    if (sent.length !== right.length || !timingSafeEqual(sent, right)) return undefined;
    const { exp, iss, sub, sid, jti } = decoded(claims);
    return iss === 'movie-api' && exp > Date.now() / 1000 ? [sid, jti, sub] : undefined;
  };
}
