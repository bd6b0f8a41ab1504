import {
  applyDecorators,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { answerConditionally, tagOf, JsonText } from '../http/conditional/conditional.response.js';
import { Origin } from '../http/edge/origin.js';
import { splitUrl } from '../http/edge/request.js';
import { Problem } from '../http/problems/problem.js';
import { canonical, Cursors } from './cursors.js';
import type { ListRow } from './list.statement.js';
import type { PagedRequest } from './slice.param.js';
import {
  isLastInReach,
  isOutOfReach,
  pagesOf,
  REACH,
  type CursorSlice,
  type PageSlice,
  type Position,
} from './slice.js';

/** The parameter that leads to another page. */
type Place = { readonly page: string } | { readonly cursor: string };

/** Where the pages beside this one are. */
interface Places {
  readonly next: Place | null;
  readonly previous: Place | null;
}

/** Makes a page of the row that a handler returns: links, tag, and 304 for who has it already. */
@Injectable()
class PageInterceptor implements NestInterceptor<ListRow, string | undefined> {
  constructor(
    private readonly origin: Origin,
    private readonly cursors: Cursors,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<ListRow>): Observable<string | undefined> {
    const http = context.switchToHttp();
    const request = http.getRequest<PagedRequest>();
    return next.handle().pipe(map((row) => this.page(request, http.getResponse(), row)));
  }

  /**
   * @returns the page as JSON text; `undefined` where the client has it already (304)
   * @throws {Problem} 404 for a page past the last
   */
  private page(request: PagedRequest, reply: FastifyReply, row: ListRow): string | undefined {
    const slice = request.slice!;
    const places =
      slice.kind === 'page'
        ? this.besidePage(request, slice, row)
        : this.besideSlice(request, slice, row);
    const link = (place: Place | null): string | null => place && this.link(request, place);
    const [next, previous] = [link(places.next), link(places.previous)];
    const links = [next && `<${next}>; rel="next"`, previous && `<${previous}>; rel="prev"`];
    const header = links.filter((one) => one !== null).join(', '); // RFC 8288
    const nextCursor = slice.kind === 'page' ? '' : `"next_cursor":${cursorIn(places.next)},`;
    const body = `{"count":${row.count},"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)},${nextCursor}"results":[${row.results}]${row.beside ?? ''}}`;
    const answer = answerConditionally(request, reply, tagOf(body), body);
    if (header !== '') void reply.header('Link', header); // not of an answer that is refused
    return answer;
  }

  private besidePage(request: PagedRequest, slice: PageSlice, row: ListRow): Places {
    const { page } = slice;
    const pages = pagesOf(slice, row.count);
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

  private besideSlice(request: PagedRequest, { position }: CursorSlice, row: ListRow): Places {
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

  private cursor(request: PagedRequest, position: Position): Place {
    return { cursor: this.cursors.write(request, position) };
  }

  /** The request's own address with another place in the list, everything else as it came. */
  private link(request: PagedRequest, place: Place): string {
    const { path, query } = splitUrl(request.url);
    const parameters = new URLSearchParams(query);
    if ('cursor' in place) parameters.delete('page');
    for (const [name, value] of Object.entries(place)) parameters.set(name, value);
    return `${this.origin.of(request)}${canonical(path)}?${parameters.toString()}`;
  }
}

const cursorIn = (place: Place | null): string =>
  place !== null && 'cursor' in place ? JSON.stringify(place.cursor) : 'null';

/** For handlers that take a `@Slice()` and return the {@link ListRow} that it came to. */
export const Paged = (): MethodDecorator =>
  applyDecorators(JsonText(), UseInterceptors(PageInterceptor));
