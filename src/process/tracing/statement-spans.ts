import { AsyncResource } from 'node:async_hooks';
import { context, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import pg from 'pg';

type Callback = (error: unknown, result: unknown) => void;
type Query = (this: pg.Client, ...parameters: unknown[]) => unknown;
type Connect = (this: pg.Pool, callback?: Callback) => unknown;

/**
 * A span for each statement of a traced request: its text, which has placeholders, never its values;
 * of an error the SQLSTATE, never the message. Statements of nobody's request (the mail queue's, the
 * housekeeping's) have none.
 */
export function traceStatements(tracer: Tracer): void {
  const client = pg.Client.prototype as unknown as { query: Query };
  const { query } = client;
  client.query = function traced(this: pg.Client, ...parameters: unknown[]): unknown {
    const text = textOf(parameters[0]);
    if (text === undefined || trace.getSpan(context.active())?.isRecording() !== true) {
      return query.apply(this, parameters);
    }
    const operation = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'statement';
    const span = tracer.startSpan(operation, {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': this.database,
        'db.operation.name': operation,
        'db.query.text': text,
      },
    });
    const end = (error?: unknown): void => {
      if (error) {
        const code = (error as { code?: string }).code ?? 'unknown';
        span.setAttributes({ 'error.type': code, 'db.response.status_code': code });
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    };
    const last = parameters.findIndex((parameter) => typeof parameter === 'function');
    if (last < 0) {
      const answer = query.apply(this, parameters) as Promise<unknown>;
      answer.then(() => end(), end);
      return answer;
    }
    const callback = parameters[last] as Callback;
    return query.apply(
      this,
      parameters.with(last, (error: unknown, result: unknown) => {
        end(error);
        callback(error, result);
      }),
    );
  };

  // Who waits for a connection is called back by the request that frees it, in that one's context.
  const pool = pg.Pool.prototype as unknown as { connect: Connect };
  const { connect } = pool;
  pool.connect = function bound(this: pg.Pool, callback?: Callback): unknown {
    return connect.call(this, callback && AsyncResource.bind(callback));
  };
}

/** `undefined` for what is sent as an object of its own kind (COPY streams). */
function textOf(statement: unknown): string | undefined {
  if (typeof statement === 'string') return statement;
  const { text, submit } = (statement ?? {}) as { text?: unknown; submit?: unknown };
  return typeof text === 'string' && typeof submit !== 'function' ? text : undefined;
}
