import { HttpException } from '@nestjs/common';
import {
  isAccountGone,
  isDatabaseAway,
  isDatabaseTimeout,
  isTransient,
} from '../../database/errors/failure.js';
import { problemOfStatus } from './catalogue.js';
import { Problem } from './problem.js';

/** Seconds after which a client may look again whether the database is back, or has less to do. */
const RETRY_AFTER_SECONDS = '2';

const AWAY = 'The database is away. Try again in a moment.';
const TOO_LONG = 'The database took too long. Try again in a moment.';
const CONTENDED = 'Too many change the same thing at once. Try again in a moment.';

/** Fastify's error codes whose own words are not meant for clients, and ours. */
const FRAMEWORK_DETAILS: Record<string, string> = {
  FST_ERR_BAD_URL: 'The address is not valid: check its percent-encoding.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than 100 KiB.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'Content-Length does not match the body.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is too long.',
};

/**
 * Turns whatever was thrown into what the client is told. What nobody foresaw becomes a 500 that
 * says nothing of the cause.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // Also where a connection is waited for in vain: its error is of both kinds.
  if (isDatabaseTimeout(error)) return unavailable(TOO_LONG, error);
  if (isDatabaseAway(error)) return unavailable(AWAY, error);
  if (isTransient(error)) return unavailable(CONTENDED, error); // repeated already, in vain
  if (isAccountGone(error)) {
    return new Problem('unauthorized', 'The account has been deleted.', {
      headers: { 'WWW-Authenticate': 'Bearer realm="movie-api", error="invalid_token"' },
    });
  }
  const { status, code } = frameworkError(error);
  if (status === undefined || status >= 500) {
    return new Problem('internal-error', 'Something went wrong here. It has been logged.', {
      cause: error ?? new Error('nothing was thrown'),
    });
  }
  const kind = problemOfStatus(status);
  const detail = FRAMEWORK_DETAILS[code ?? ''] ?? 'The request could not be read.';
  return new Problem(kind, kind === 'not-found' ? 'There is nothing here.' : detail);
}

const unavailable = (detail: string, cause: unknown): Problem =>
  new Problem('service-unavailable', detail, {
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
    cause,
  });

/** Errors of Fastify carry `statusCode` and `code`; Nest wraps some of them. */
function frameworkError(error: unknown): { status?: number; code?: string } {
  if (error instanceof HttpException) {
    const cause = error.cause as { code?: string } | undefined;
    return { status: error.getStatus(), code: cause?.code };
  }
  const { statusCode, code } = (error ?? {}) as { statusCode?: number; code?: string };
  return { status: statusCode, code };
}
