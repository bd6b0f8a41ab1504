/** Three parts in base64url, the first of which begins with `{"`: a JWT, and with it a session. */
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g;
/** With letters at the end: `movie-api@0.1.0` is a version. */
const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}/g;
/**
 * Those of clients: what RFC 5737 keeps for examples, and tests send as `X-Forwarded-For`. Networks
 * such as `203.0.113.0/24` are nobody's address.
 */
const CLIENT = /\b(?:192\.0\.2|198\.51\.100|203\.0\.113)\.(?!0\/24)\d{1,3}\b/g;

/**
 * @param {string} log
 * @param {Iterable<string>} secrets passwords and the like that no pattern tells from other text
 * @returns {string[]} each line that holds what no log may hold, with what that is before it
 */
export function findSecrets(log, secrets) {
  const known = [...new Set(secrets)];
  return log.split('\n').flatMap((line) => {
    const found = [TOKEN, ADDRESS, CLIENT].flatMap((pattern) => line.match(pattern) ?? []);
    for (const secret of known) {
      // As JSON has it, too: a quotation mark in a password is escaped in the log.
      const written = JSON.stringify(secret).slice(1, -1);
      if (line.includes(secret) || line.includes(written)) found.push(secret);
    }
    return found.length === 0 ? [] : [`${[...new Set(found)].join(', ')} in ${line}`];
  });
}
