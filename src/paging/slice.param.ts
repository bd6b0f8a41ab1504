import { setImmediate } from 'node:timers/promises';
import {
  createParamDecorator,
  Injectable,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { validInput } from '../http/input/validation.pipe.js';
import { Problem } from '../http/problems/problem.js';
import type { AuthenticatedRequest } from '../http/routing/access.js';
import { Cursors } from './cursors.js';
import {
  DEFAULT_PAGE_SIZE,
  ListQuery,
  MAX_PAGE_SIZE,
  PageQuery,
  pageSlice,
} from './page.parameters.js';
import type * as slices from './slice.js';

/** A request for a list; {@link Slice} notes which part of the list it asks for. */
export type PagedRequest = AuthenticatedRequest & { slice?: slices.Slice };

interface Options {
  /** The parameters that the list has. */
  readonly type: Type<ListQuery>;
  /** A parameter with several values separated by commas: by default all of them are on one page. */
  readonly allOf?: string;
}

/**
 * Reads which slice of a list is asked for. The route's own query class checks the same parameters, for
 * an answer that names all that is wrong; here they are only read when there are any.
 */
@Injectable()
class SlicePipe implements PipeTransform<Options & { request: PagedRequest }> {
  constructor(private readonly cursors: Cursors) {}

  /** @throws {Problem} 400 for a cursor that this list has not given out */
  async transform(asked: Options & { request: PagedRequest }): Promise<slices.Slice> {
    try {
      return (asked.request.slice = this.read(asked));
    } catch (error) {
      await setImmediate(); // the query class, which names all that is wrong, answers first
      throw error;
    }
  }

  private read({ request, type, allOf }: Options & { request: PagedRequest }): slices.Slice {
    const given = request.query as Readonly<Record<string, unknown>>;
    const values = allOf === undefined ? undefined : given[allOf];
    const named = typeof values === 'string' ? values.split(',').length : 0;
    const size = Math.min(MAX_PAGE_SIZE, Math.max(DEFAULT_PAGE_SIZE, named));
    return this.slice(request, placeIn(given, type), size);
  }

  private slice(request: PagedRequest, query: ListQuery, defaultSize: number): slices.Slice {
    const { cursor, page } = query;
    if (cursor === undefined) return pageSlice(query, defaultSize);
    if (page !== undefined) throw Problem.invalidField('page', 'must not be given with cursor');
    const position = cursor === '' ? undefined : this.cursors.read(request, cursor);
    return { kind: 'cursor', limit: query.page_size ?? defaultSize, position };
  }
}

function placeIn(given: Readonly<Record<string, unknown>>, type: Options['type']): ListQuery {
  const { page, page_size, cursor } = given;
  const place = Object.entries({ page, page_size, ...(type === ListQuery ? { cursor } : {}) });
  const input = Object.fromEntries(place.filter(([, value]) => value !== undefined));
  return Object.keys(input).length === 0 ? {} : validInput(type, input, 'parameter');
}

const Asked = createParamDecorator((options: Options, context: ExecutionContext) => ({
  ...options,
  request: context.switchToHttp().getRequest<PagedRequest>(),
}));

export type Slice = slices.Slice;
export type PageSlice = slices.PageSlice;

/** The slice of the list that is asked for, by number or by cursor, as a parameter of a handler. */
export const Slice = (options: Pick<Options, 'allOf'> = {}): ParameterDecorator =>
  Asked({ type: ListQuery, ...options }, SlicePipe);

/** As {@link Slice}, of a list that has no `cursor`. */
export const PageSlice = (): ParameterDecorator => Asked({ type: PageQuery }, SlicePipe);
