/**
 * A request of the demo. The line that is printed and the request that is sent are both made from
 * it, so that they cannot differ.
 *
 * @typedef {object} Request
 * @property {string} [method] GET, or POST where there is a body
 * @property {string} path
 * @property {Record<string, string>} [query]
 * @property {Record<string, string>} [headers]
 * @property {unknown} [body] sent as JSON
 * @property {boolean} [signedIn] whether the token goes with it
 */

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} statusText
 * @property {Headers} headers
 * @property {unknown} body parsed where it is JSON, else its text; undefined where there is none
 */

/**
 * @typedef {object} Target
 * @property {string} origin without a slash at the end
 * @property {string} [token]
 * @property {AbortSignal} [signal]
 */

/** The server could not be asked. */
export class NoAnswerError extends Error {}

const methodOf = ({ method, body }) => method ?? (body === undefined ? 'GET' : 'POST');

const addressOf = ({ path, query }, origin) =>
  query === undefined ? `${origin}${path}` : `${origin}${path}?${new URLSearchParams(query)}`;

/** The token is a shell variable here; {@link send} puts the real one in its place. */
function headersOf({ headers, body, signedIn }) {
  const all = { ...headers };
  if (signedIn) all.Authorization = 'Bearer $TOKEN';
  if (body !== undefined) all['Content-Type'] = 'application/json';
  return Object.entries(all);
}

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Only the token's variable is for the shell; all else is text. */
const quotedHeader = (name, value) =>
  value.endsWith('$TOKEN') ? `"${name}: ${value}"` : quoted(`${name}: ${value}`);

/**
 * The request as a command line, to be pasted where `TOKEN` is set.
 *
 * @param {Request} request
 * @param {string} origin
 * @param {string} [option] what curl shows of the answer: `-i` is all of it
 */
export function curlLine(request, origin, option = '-i') {
  const method = methodOf(request);
  const implied = request.body === undefined ? 'GET' : 'POST';
  const address = addressOf(request, origin);
  const parts = [
    [
      'curl',
      option,
      ...(method === implied ? [] : ['-X', method]),
      /^[\w:/.-]+$/.test(address) ? address : quoted(address),
    ].join(' '),
    ...headersOf(request).map(([name, value]) => `-H ${quotedHeader(name, value)}`),
    ...(request.body === undefined ? [] : [`-d ${quoted(JSON.stringify(request.body))}`]),
  ];
  const line = parts.join(' ');
  return line.length <= 100 ? line : parts.join(' \\\n  ');
}

/**
 * Sends the request.
 *
 * @param {Request} request
 * @param {Target} target
 * @returns {Promise<Answer>}
 */
export async function send(request, { origin, token, signal }) {
  const headers = headersOf(request).map(([name, value]) => [
    name,
    value.replace('$TOKEN', token ?? ''),
  ]);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const init = { method: methodOf(request), headers, body, signal, redirect: 'manual' };
  try {
    const response = await fetch(addressOf(request, origin), init);
    return answerOf(response, await response.text());
  } catch (error) {
    if (signal?.aborted) throw error;
    const why = error.cause?.code ?? error.message;
    throw new NoAnswerError(
      `No answer from ${origin} (${why}). "npm start" starts a server; without an address the demo brings its own.`,
      { cause: error },
    );
  }
}

/**
 * @param {Pick<Response, 'status' | 'statusText' | 'headers'>} response
 * @param {string} text
 * @returns {Answer}
 */
export function answerOf({ status, statusText, headers }, text) {
  const isJson = /^application\/(\w+\+)?json\b/.test(headers.get('content-type') ?? '');
  const body = isJson && text !== '' ? JSON.parse(text) : text || undefined;
  return { status, statusText, headers, body };
}
