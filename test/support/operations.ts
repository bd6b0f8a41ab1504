import type { OpenAPIObject } from '@nestjs/swagger';

/** An operation of the document, with a request that it would take. */
export interface OperationExample {
  readonly id: string;
  readonly method: string;
  /** With `{id}` where it has one. */
  readonly path: string;
  /** The parameters of the query that have to be there, each with its example. */
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** What has parameters of these names. */
  has(parameter: string): boolean;
  /** The statuses of its successes. */
  readonly successes: readonly string[];
  /** The problem types that it may answer with, each with its status. */
  readonly problems: readonly (readonly [kind: string, status: number])[];
}

/** Every operation of the document. */
export function operationExamples({ paths, components }: OpenAPIObject): OperationExample[] {
  const problemsOf = ([status, response]: [string, any]): [string, number][] => {
    const name = response.$ref?.split('/').at(-1);
    const { 'x-problem-types': kinds = [] } = (components!.responses![name] ?? {}) as any;
    return (kinds as string[]).map((kind) => [kind, Number(status)]);
  };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, any>).map(([method, operation]) => {
      const { operationId, parameters, requestBody, responses } = operation;
      const needed = (parameters as any[]).filter((it) => it.in === 'query' && it.required);
      const { default: _, ...own } = responses;
      return {
        id: operationId as string,
        method: method.toUpperCase(),
        path,
        query: Object.fromEntries(needed.map(({ name, example }) => [name, String(example)])),
        body: exampleOf(requestBody?.content['application/json']),
        has: (name) => (parameters as any[]).some((parameter) => parameter.name === name),
        successes: Object.keys(own).filter((status) => Number(status) < 300),
        problems: Object.entries(own).flatMap(problemsOf),
      };
    }),
  );
}

const exampleOf = (media: any): Record<string, unknown> | undefined =>
  media?.example ?? (Object.values<any>(media?.examples ?? {})[0]?.value as object | undefined);
