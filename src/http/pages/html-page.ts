import { applyDecorators, Header } from '@nestjs/common';
import { Produces } from '../routing/accept.guard.js';
import { pageHeaders } from '../edge/security-headers.js';

/**
 * A handler that answers with a page.
 *
 * @param policy what the page may load
 */
export const HtmlPage = (policy: string): MethodDecorator =>
  applyDecorators(
    Produces('text/html'),
    Header('Content-Type', 'text/html; charset=utf-8'),
    ...Object.entries(pageHeaders(policy)).map(([name, value]) => Header(name, value)),
  );
