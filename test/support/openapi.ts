import type { OpenAPIObject } from '@nestjs/swagger';
import type { Answer } from './client.js';
import { checkHeaders } from './openapi-headers.js';
import { OpenApiReader, type Documented } from './openapi-reader.js';
import { noteAnswer } from './produced-answers.js';

let reader: OpenApiReader | undefined;

/** Call before the first request of a test file. */
export async function loadDocument(): Promise<OpenAPIObject> {
  reader ??= new OpenApiReader();
  return reader.document;
}

/**
 * Fails the test whose answer has a status, problem type, media type, header or member that the
 * document lacks, or lacks one that it promises. Requests that no operation knows (wrong paths and
 * verbs) are left alone.
 */
export function checkAgainstDocument(method: string, path: string, answer: Answer): void {
  if (reader === undefined) throw new Error('loadDocument() comes first');
  const operation = reader.operationAt(method, path);
  if (operation === undefined) return;
  if (isPage(answer) && reader.hasPage(operation)) return; // for people: the document says no more of it
  const documented = reader.answerOf(operation, answer.status);
  const where = `${method} ${operation.path} ${answer.status}`;
  const complain = (what: string): never => {
    throw new Error(`${where} ${what}: ${answer.text}`);
  };
  if (documented === undefined) return complain('is not in the OpenAPI document');
  checkHeaders(answer.headers, documented, reader, complain);
  checkBody(method, answer, documented, complain);
  if (method !== 'HEAD') noteAnswer(operation.id, documented.status, kindOf(answer));
}

function checkBody(
  method: string,
  answer: Answer,
  documented: Documented,
  complain: (what: string) => never,
): void {
  const mediaType = answer.headers.get('content-type')?.split(';', 1)[0];
  if (documented.mediaTypes.length === 0) {
    if (answer.text !== '' || mediaType !== undefined) complain('has a body');
    return;
  }
  if (mediaType === undefined) return complain('has not the body that is documented');
  if (!documented.mediaTypes.includes(mediaType)) complain(`is of the undocumented ${mediaType}`);
  if (method === 'HEAD') {
    if (answer.text !== '') complain('has a body');
    return;
  }
  const errors = reader!.errorsIn(documented.schemaOf(mediaType), answer.body);
  if (errors !== undefined) complain(`differs from its schema, ${errors}`);
  const kind = kindOf(answer);
  if (documented.problemTypes !== undefined && !documented.problemTypes.includes(kind ?? ''))
    complain(`is the undocumented problem ${kind}`);
}

/** Pages have a policy, also where the client has them already (304); nothing else has one. */
const isPage = ({ headers }: Answer): boolean => headers.has('content-security-policy');

/** The last part of a problem's `type`. */
const kindOf = ({ headers, body }: Answer): string | undefined =>
  headers.get('content-type')?.startsWith('application/problem+json')
    ? (body.type as string | undefined)?.split('/').at(-2)
    : undefined;
