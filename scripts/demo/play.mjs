import { expectAs } from './expectation.mjs';
import { curlLine, send as sendByFetch } from './request.mjs';

/**
 * One request and what has to come of it.
 *
 * @typedef {object} Ask
 * @property {(journey: import('./journey.mjs').Journey) => import('./request.mjs').Request} request
 * @property {(journey: import('./journey.mjs').Journey) => { status: number, headers?: Record<string, unknown>, body?: unknown }} expected
 * @property {(answer: any, journey: import('./journey.mjs').Journey) => void} [keep] what later requests need
 * @property {boolean} [keepsToken] whether the reader needs its token in the shell
 */

/**
 * @typedef {object} Step
 * @property {string} heading
 * @property {string} [explanation]
 * @property {Ask[] | ((journey: import('./journey.mjs').Journey) => Iterable<Ask>)} asks a generator
 *   decides on a request when the ones before have been answered
 */

/** Takes the token out of an answer, for whoever pastes the lines. */
const TOKEN_OF = String.raw`sed 's/.*"token":"\([^"]*\)".*/\1/'`;

/**
 * Plays steps in their order and tells of each.
 *
 * @param {readonly Step[]} steps
 * @param {import('./journey.mjs').Journey} journey
 * @param {import('./printer.mjs').Printer} printer
 * @param {{ signal?: AbortSignal, send?: typeof sendByFetch }} [options]
 * @throws {import('./expectation.mjs').DifferenceError} at the first answer that is not as told
 */
export async function play(steps, journey, printer, { signal, send = sendByFetch } = {}) {
  for (const { heading, explanation, asks } of steps) {
    printer.heading(heading, explanation);
    for (const ask of typeof asks === 'function' ? asks(journey) : asks) {
      await playAsk(ask, journey, printer, { signal, send });
    }
  }
}

async function playAsk({ request: requestFor, expected: expectedFor, keep, keepsToken }, ...rest) {
  const [journey, printer, { signal, send }] = rest;
  const { origin, token } = journey;
  const request = requestFor(journey);
  const { status, headers = {}, body } = expectedFor(journey);
  printer.command(curlLine(request, origin));
  const answer = await send(request, { origin, token, signal });
  printer.answer(answer, Object.keys(headers));
  expectAs('status', status, answer.status);
  for (const [name, value] of Object.entries(headers)) {
    expectAs(`header ${name}`, value, answer.headers.get(name));
  }
  if (body !== undefined) expectAs('body', body, answer.body);
  keep?.(answer, journey);
  if (keepsToken) {
    printer.note('\nFor the lines below, with the token in the shell:');
    printer.command(`TOKEN=$(${curlLine(request, origin, '-s')} | ${TOKEN_OF})`);
  }
}
