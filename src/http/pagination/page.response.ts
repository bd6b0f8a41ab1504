import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Origin } from '../origin.js';
import { splitUrl } from '../request-url.js';
import { Problem } from '../problems/problem.js';
import type { Slice } from './page.query.js';

/** What the statement behind a list answers: one row. */
export interface PageRow {
  /** Rows in the whole list. */
  readonly count: number;
  /** The page's rows as JSON texts with commas between, put together by PostgreSQL. */
  readonly results: string;
}

/** Puts a list's answer together: the page as JSON text, and its links in the `Link` header. */
@Injectable()
export class PageResponse {
  constructor(private readonly origin: Origin) {}

  /**
   * @param beside further members of the object, as JSON text with a leading comma
   * @throws {Problem} 404 for a page past the last; the first page of an empty list is there
   */
  of(
    request: FastifyRequest,
    reply: FastifyReply,
    slice: Slice,
    row: PageRow,
    beside = '',
  ): string {
    const pages = Math.max(1, Math.ceil(row.count / slice.limit));
    if (slice.page > pages) {
      throw Problem.notFound(`There is no page ${slice.page}; the last is ${pages}.`);
    }
    const next = slice.page < pages ? this.link(request, slice.page + 1) : null;
    const previous = slice.page > 1 ? this.link(request, slice.page - 1) : null;
    const links = [next && `<${next}>; rel="next"`, previous && `<${previous}>; rel="prev"`];
    const header = links.filter((link) => link !== null).join(', '); // RFC 8288
    if (header !== '') void reply.header('Link', header);
    return `{"count":${row.count},"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)},"results":[${row.results}]${beside}}`;
  }

  /** The request's own address with another `page`, everything else as it came. */
  private link(request: FastifyRequest, page: number): string {
    const { path, query } = splitUrl(request.url);
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(page));
    const canonical = path.endsWith('/') ? path : `${path}/`;
    return `${this.origin.of(request)}${canonical}?${parameters.toString()}`;
  }
}
