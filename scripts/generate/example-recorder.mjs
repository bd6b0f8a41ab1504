import { masked, maskedMetrics } from './example-masks.mjs';

/** Sends requests by the ids of their operations, and keeps what was sent and answered. */
export class ExampleRecorder {
  /** As `src/http/openapi/examples.ts` reads it. */
  examples = { operations: {}, problems: {} };

  /**
   * @param server of `startExampleServer`
   * @param document the OpenAPI document, for the addresses of operations
   */
  constructor(server, document) {
    this.server = server;
    this.addresses = new Map(
      Object.entries(document.paths).flatMap(([path, item]) =>
        Object.entries(item).map(([method, { operationId }]) => [
          operationId,
          [method.toUpperCase(), path],
        ]),
      ),
    );
  }

  /**
   * Records a success, its request too.
   *
   * @param name what it is an example of; the first of a name is kept
   */
  async play(operationId, { name = 'Example', ...options } = {}) {
    const answer = await this.send(operationId, options);
    if (answer.status >= 300) throw unexpected(operationId, answer);
    const kept = (this.examples.operations[operationId] ??= { answers: {} });
    if (options.body !== undefined) (kept.request ??= {})[name] ??= masked(options.body);
    if (answer.body !== '') {
      const { body } = answer;
      const value = typeof body === 'string' ? maskedMetrics(body) : masked(body);
      (kept.answers[answer.status] ??= {})[name] ??= value;
    }
    return answer.body;
  }

  /** Records a problem. @param kind the one that has to come */
  async fail(kind, operationId, options = {}) {
    this.keepProblem(kind, await this.send(operationId, options));
  }

  /** As {@link fail}, at an address of one's own. */
  async failAt(kind, method, path, options) {
    this.keepProblem(kind, await this.server.send(method, path, options));
  }

  keepProblem(kind, answer) {
    if (!String(answer.body.type).endsWith(`/${kind}/`)) throw unexpected(kind, answer);
    this.examples.problems[kind] = masked(answer.body);
  }

  /** @returns the ids of the operations that have no example yet */
  unplayed() {
    return [...this.addresses.keys()].filter((id) => !Object.hasOwn(this.examples.operations, id));
  }

  send(operationId, { id, query, ...options } = {}) {
    const [method, path] = this.addresses.get(operationId);
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
    return this.server.send(method, path.replace('{id}', id) + search, options);
  }
}

const unexpected = (what, { status, body }) =>
  new Error(`No example of ${what}: ${status} ${JSON.stringify(body)}`);
