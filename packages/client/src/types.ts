import type { paths } from './schema.js';

/** The verbs that the API knows, as they stand in a request. */
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

type Verb<M extends Method> = Lowercase<M>;

/** The paths that know a verb, as they stand in the OpenAPI document: `/movies/{id}/`. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<Verb<M>, object> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathOf<M>> =
  paths[P] extends Record<Verb<M>, infer Op> ? Op : never;

type Parameters<Op, Place extends string> = Op extends { parameters: infer Places }
  ? Place extends keyof Places
    ? Places[Place]
    : undefined
  : undefined;

/** A member that must be there, may be there, or may not, as the document says. */
type Member<Name extends string, Value> = [NonNullable<Value>] extends [never]
  ? { [N in Name]?: undefined }
  : undefined extends Value
    ? { [N in Name]?: Value }
    : { [N in Name]: Value };

/** Parameters that are lists on the wire, separated by commas. Arrays are joined. */
type ListParameter = 'ids' | 'genre' | 'ordering';

type Query<Q> = Q extends object
  ? { [N in keyof Q]: N extends ListParameter ? Several<Q[N]> : Q[N] }
  : Q;

/** Not where a list has but a few values, of which it takes one. */
type Several<V> = string extends V ? V | readonly (string | number)[] : V;

type Body<Op> = Op extends { requestBody?: infer B }
  ? B extends { content: { 'application/json': infer Content } }
    ? Content
    : undefined
  : undefined;

type HeaderOption<Op, Header extends string, Name extends string> = {
  [N in Name]?: Header extends KnownKeys<Parameters<Op, 'header'>> ? string | undefined : undefined;
};

/** None of `undefined`: without the check, all. */
type KnownKeys<T> = [NonNullable<T>] extends [never] ? never : keyof NonNullable<T>;

interface AnyRequest {
  /** Ends the request, and the waiting between its repetitions. */
  signal?: AbortSignal | undefined;
  headers?: Record<string, string>;
}

type OptionsOfOperation<Op> = AnyRequest &
  Member<'path', Parameters<Op, 'path'>> &
  Member<'query', Query<Parameters<Op, 'query'>>> &
  Member<'body', Body<Op>> &
  HeaderOption<Op, 'If-Match', 'ifMatch'> &
  HeaderOption<Op, 'Idempotency-Key', 'idempotencyKey'>;

/**
 * What a request takes: `path` for the parts of the path in braces, `query`, `body`; `ifMatch` for
 * an entity tag, `idempotencyKey` for a key of your own, where the operation knows them.
 */
export type OptionsOf<M extends Method, P extends PathOf<M>> = OptionsOfOperation<Operation<M, P>>;

/** The options may be left out where none of them is required. */
export type Arguments<Options> = object extends Options ? [options?: Options] : [options: Options];

type ContentOf<Answer> = Answer extends { content: { 'application/json': infer Json } }
  ? Json
  : Answer extends { content: { 'text/plain': infer Text } }
    ? Text
    : undefined;

type Success<Op> = Op extends { responses: infer Answers }
  ? Answers[Extract<keyof Answers, 200 | 201 | 202 | 204>]
  : never;

/** The body of a successful answer; `undefined` where there is none (204). */
export type AnswerOf<M extends Method, P extends PathOf<M>> = ContentOf<Success<Operation<M, P>>>;

/** The body that an operation takes. */
export type BodyOf<M extends Method, P extends PathOf<M>> = Body<Operation<M, P>>;

/** What every page of a list has. */
export interface Page<Row = unknown> {
  /** `null` in a walk by cursor, where nobody counts. */
  count: number | null;
  next: string | null;
  previous: string | null;
  /** In a walk by cursor: where the next page begins; `null` on the last. */
  next_cursor?: string | null;
  results: Row[];
}

/** The paths that answer with pages. */
export type ListPath = {
  [P in PathOf<'GET'>]: AnswerOf<'GET', P> extends Pick<Page, 'next' | 'results'> ? P : never;
}[PathOf<'GET'>];

/** A row of a list. */
export type RowOf<P extends ListPath> =
  AnswerOf<'GET', P> extends { results: (infer Row)[] } ? Row : never;

/** A whole answer. */
export interface WholeAnswer<Data> {
  data: Data;
  /** For `ifMatch`, or `If-None-Match`. */
  etag: string | undefined;
  /** Its body has been read; status and headers are there. */
  response: Response;
}
