import { setImmediate } from 'node:timers/promises';
import {
  createParamDecorator,
  Injectable,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { numberOf } from '../http/input/parameters.js';
import { Problem } from '../http/problems/problem.js';
import type { AuthenticatedRequest } from '../http/routing/access.js';
import { Cursors } from './cursors.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, pageSlice } from './page.parameters.js';
import type * as slices from './slice.js';

/** A request for a list; {@link Slice} notes which part of the list it asks for. */
export type PagedRequest = AuthenticatedRequest & { slice?: slices.Slice };

interface Options {
  /** A parameter with several values separated by commas: by default all of them are on one page. */
  readonly allOf?: string;
}

/**
 * Reads which slice of a list is asked for. The route's own query class, a `PageQuery`, checks the
 * parameters: what it refuses may be read here as anything.
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

  private read({ request, allOf }: Options & { request: PagedRequest }): slices.Slice {
    const given = request.query as Readonly<Record<string, unknown>>;
    const values = allOf === undefined ? undefined : given[allOf];
    const named = typeof values === 'string' ? values.split(',').length : 0;
    const size = Math.min(MAX_PAGE_SIZE, Math.max(DEFAULT_PAGE_SIZE, named));
    const page = numberIn(given['page']);
    const limit = numberIn(given['page_size']) ?? size;
    const { cursor } = given;
    if (typeof cursor !== 'string') return pageSlice({ page, page_size: limit });
    if (page !== undefined) throw Problem.invalidField('page', 'must not be given with cursor');
    const position = cursor.trim() === '' ? undefined : this.cursors.read(request, cursor);
    return { kind: 'cursor', limit, position };
  }
}

const numberIn = (parameter: unknown): number | undefined => {
  const number = numberOf(parameter);
  return typeof number === 'number' ? number : undefined;
};

const Asked = createParamDecorator((options: Options, context: ExecutionContext) => ({
  ...options,
  request: context.switchToHttp().getRequest<PagedRequest>(),
}));

export type Slice = slices.Slice;
export type PageSlice = slices.PageSlice;

/** The slice of the list that is asked for, by number or by cursor, as a parameter of a handler. */
export const Slice = (options: Options = {}): ParameterDecorator => Asked(options, SlicePipe);

/** As {@link Slice}, of a list that has no `cursor`. */
export const PageSlice = (): ParameterDecorator => Asked({}, SlicePipe);
