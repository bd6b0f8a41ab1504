import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ListRow } from './list.statement.js';
import {
  isLastInReach,
  isOutOfReach,
  REACH,
  type CursorSlice,
  type PageSlice,
  type Position,
  type Slice,
} from './slice.js';
import type { AuthenticatedRequest } from '../http/routing/access.js';
import { answerConditionally, tagOf } from '../http/conditional/conditional.response.js';
import { Origin } from '../http/edge/origin.js';
import { Problem } from '../http/problems/problem.js';
import { splitUrl } from '../http/edge/request.js';
import { Cursors } from './cursors.js';
import { DEFAULT_PAGE_SIZE, pageSlice, type ListQuery } from './page.parameters.js';

/** The parameter that leads to another page. */
type Place = { readonly page: string } | { readonly cursor: string };

/** Where the pages beside this one are. */
interface Places {
  readonly next: Place | null;
  readonly previous: Place | null;
}

/** Reads which slice of a list is asked for, and puts the answer together, links and tag included. */
@Injectable()
export class PageResponse {
  constructor(
    private readonly origin: Origin,
    private readonly cursors: Cursors,
  ) {}

  /**
   * @param defaultSize rows where the query does not say
   * @throws {Problem} 400 for a cursor that this list has not given out
   */
  slice(request: FastifyRequest, query: ListQuery, defaultSize = DEFAULT_PAGE_SIZE): Slice {
    const { cursor, page } = query;
    if (cursor === undefined) return pageSlice(query, defaultSize);
    if (page !== undefined) throw Problem.invalidField('page', 'must not be given with cursor');
    const position = cursor === '' ? undefined : this.cursors.read(listOf(request), cursor);
    return { kind: 'cursor', limit: query.page_size ?? defaultSize, position };
  }

  /**
   * @param beside further members of the object, as JSON text with a leading comma
   * @returns the page as JSON text; `undefined` where the client has it already (304)
   * @throws {Problem} 404 for a page past the last; the first page of an empty list is there
   */
  of(
    request: FastifyRequest,
    reply: FastifyReply,
    slice: Slice,
    row: ListRow,
    beside = '',
  ): string | undefined {
    const places =
      slice.kind === 'page'
        ? this.numberedPage(request, slice, row)
        : this.cursorPage(request, slice, row);
    const link = (place: Place | null): string | null => place && this.link(request, place);
    const [next, previous] = [link(places.next), link(places.previous)];
    const links = [next && `<${next}>; rel="next"`, previous && `<${previous}>; rel="prev"`];
    const header = links.filter((one) => one !== null).join(', '); // RFC 8288
    const nextCursor = slice.kind === 'page' ? '' : `"next_cursor":${cursorIn(places.next)},`;
    const body = `{"count":${row.count},"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)},${nextCursor}"results":[${row.results}]${beside}}`;
    const answer = answerConditionally(request, reply, tagOf(body), body);
    if (header !== '') void reply.header('Link', header); // not of an answer that is refused
    return answer;
  }

  private numberedPage(request: FastifyRequest, slice: PageSlice, row: ListRow): Places {
    const { page, limit } = slice;
    const pages = Math.max(1, Math.ceil((row.count ?? 0) / limit));
    if (page > pages) throw Problem.notFound(`There is no page ${page}; the last is ${pages}.`);
    if (isOutOfReach(slice)) {
      throw Problem.invalidField('page', `reaches the first ${REACH} rows: go on with cursor`);
    }
    const onwards = (): Place =>
      isLastInReach(slice)
        ? this.cursor(request, { values: row.farthest!, backward: false, inclusive: false })
        : { page: String(page + 1) };
    return {
      next: page < pages ? onwards() : null,
      previous: page > 1 ? { page: String(page - 1) } : null,
    };
  }

  private cursorPage(request: FastifyRequest, slice: CursorSlice, row: ListRow): Places {
    const { position } = slice;
    const backward = position?.backward === true;
    const cursor = (values: Position['values'], towards: Omit<Position, 'values'>): Place =>
      this.cursor(request, { values, ...towards });
    const onwards =
      row.more && row.farthest ? cursor(row.farthest, { backward, inclusive: false }) : null;
    // An empty slice has no end to turn around at: the way back begins where it would have been.
    const back = row.nearest
      ? cursor(row.nearest, { backward: !backward, inclusive: false })
      : position &&
        cursor(position.values, { backward: !backward, inclusive: !position.inclusive });
    const behind = position === undefined ? null : (back ?? null);
    return backward ? { next: behind, previous: onwards } : { next: onwards, previous: behind };
  }

  private cursor(request: FastifyRequest, position: Position): Place {
    return { cursor: this.cursors.write(listOf(request), position) };
  }

  /** The request's own address with another place in the list, everything else as it came. */
  private link(request: FastifyRequest, place: Place): string {
    const { path, query } = splitUrl(request.url);
    const parameters = new URLSearchParams(query);
    if ('cursor' in place) parameters.delete('page');
    for (const [name, value] of Object.entries(place)) parameters.set(name, value);
    return `${this.origin.of(request)}${canonical(path)}?${parameters.toString()}`;
  }
}

const cursorIn = (place: Place | null): string =>
  place !== null && 'cursor' in place ? JSON.stringify(place.cursor) : 'null';

const canonical = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** What a cursor is bound to: the address without the place in the list, and for whom it is. */
function listOf(request: AuthenticatedRequest): string {
  const { path, query } = splitUrl(request.url);
  const parameters = new URLSearchParams(query);
  for (const name of ['page', 'cursor', 'page_size']) parameters.delete(name);
  parameters.sort();
  // The route, not the path: that can be written in many ways.
  const owner = request.routeOptions.url?.startsWith('/me/') ? request.user?.id : '';
  return `${canonical(path)}?${parameters.toString()}\n${owner}`;
}
