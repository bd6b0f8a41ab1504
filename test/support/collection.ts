import { randomUUID } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import type { Answer, Client } from './client.js';

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly disabled?: boolean;
}

/** A request of a Postman collection, as far as ours uses the format. */
export interface Item {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly auth?: { readonly type: 'noauth' };
    readonly header: readonly Pair[];
    readonly url: {
      readonly raw: string;
      readonly host: readonly string[];
      readonly path: readonly string[];
      readonly query: readonly Pair[];
      readonly variable: readonly Pair[];
    };
    readonly body?: { readonly raw: string };
  };
  readonly event: readonly {
    readonly listen: 'prerequest' | 'test';
    readonly script: { readonly exec: readonly string[] };
  }[];
}

export interface Collection {
  readonly auth: { readonly bearer: readonly Pair[] };
  readonly variable: readonly Pair[];
  readonly item: readonly { readonly name: string; readonly item: readonly Item[] }[];
}

/** Sends the requests of a collection as Postman does: variables, scripts, what is disabled. */
export class CollectionPlayer {
  readonly variables: Map<string, string>;

  constructor(
    private readonly collection: Collection,
    private readonly api: Client,
  ) {
    this.variables = new Map(collection.variable.map(({ key, value }) => [key, value]));
    this.variables.set('baseUrl', api.origin);
  }

  /**
   * @param enabled a parameter or header that is sent although it is disabled
   * @throws where a script of the request does
   */
  async play({ request, event }: Item, enabled?: Pair): Promise<Answer> {
    const run = (listen: string, answer?: Answer): void => {
      for (const each of event)
        if (each.listen === listen)
          runInNewContext(each.script.exec.join('\n'), { pm: this.pm(answer) });
    };
    const sent = ({ disabled }: Pair): boolean => disabled !== true;
    const isSent = (pair: Pair): boolean => sent(pair) || pair === enabled;
    run('prerequest');
    const { url, header, auth, body, method } = request;
    const path = url.path.map((part) =>
      part.startsWith(':') ? url.variable.find(({ key }) => `:${key}` === part)!.value : part,
    );
    const query = new URLSearchParams(
      url.query.filter(isSent).map(({ key, value }): [string, string] => [key, this.filled(value)]),
    );
    const [bearer] = this.collection.auth.bearer;
    const answer = await this.api.send(
      method,
      `/${this.filled(path.join('/'))}${query.size === 0 ? '' : `?${query.toString()}`}`,
      {
        ...(body === undefined ? {} : { raw: this.filled(body.raw) }),
        ...(auth?.type === 'noauth' ? {} : { token: this.filled(bearer!.value) }),
        headers: Object.fromEntries(
          header.filter(isSent).map(({ key, value }) => [key.toLowerCase(), this.filled(value)]),
        ),
      },
    );
    run('test', answer);
    return answer;
  }

  /** @throws where there is no such variable */
  private filled(text: string): string {
    return text.replaceAll(/\{\{(\$?\w+)\}\}/g, (_, name: string) => {
      const value = name === '$guid' ? randomUUID() : this.variables.get(name);
      if (value === undefined) throw new Error(`The collection has no variable ${name}`);
      return value;
    });
  }

  /** What the scripts of our collection use of Postman's `pm`. */
  private pm(answer: Answer | undefined): object {
    return {
      collectionVariables: {
        get: (name: string) => this.variables.get(name),
        set: (name: string, value: string | number | null | undefined) => {
          if (!this.variables.has(name)) throw new Error(`The collection does not declare ${name}`);
          if (value === undefined || value === null) throw new Error(`Nothing to keep as ${name}`);
          this.variables.set(name, String(value));
        },
      },
      response: answer && {
        code: answer.status,
        headers: answer.headers,
        json: () => answer.body as unknown,
      },
      test: (_: string, check: () => void) => check(),
      expect: (list: readonly unknown[]) => ({
        to: {
          include: (value: unknown) => {
            if (!list.includes(value))
              throw new Error(`${String(value)} is none of ${list.join(', ')}: ${answer?.text}`);
          },
        },
      }),
    };
  }
}
