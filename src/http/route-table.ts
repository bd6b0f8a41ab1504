import { Injectable } from '@nestjs/common';
import type { RouteOptions } from 'fastify';
import findMyWay from 'find-my-way';

/** Code units that a part of a path may have; an id has far fewer. */
export const LONGEST_PATH_PART = 500;

/** Which verbs each path knows: what a 405 needs, and Fastify's routers, one a verb, cannot say. */
@Injectable()
export class RouteTable {
  private readonly patterns = new Map<string, Set<string>>();
  private readonly router = findMyWay({
    ignoreTrailingSlash: true,
    ignoreDuplicateSlashes: true,
    maxParamLength: LONGEST_PATH_PART,
  });

  /** For Fastify's `onRoute` hook. */
  add({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void {
    if (url.includes('*')) return; // preflights and static files: no paths of their own
    const known = this.patterns.get(url);
    const methods = known ?? new Set<string>();
    for (const name of [method].flat()) methods.add(name);
    if (known !== undefined) return;
    this.patterns.set(url, methods);
    this.router.on('GET', url, () => undefined, methods);
  }

  /** @returns the verbs in alphabetical order; none where the path is unknown */
  methodsAt(path: string): string[] {
    const methods = this.router.find('GET', path)?.store as Set<string> | undefined;
    return methods === undefined ? [] : [...methods].sort();
  }

  /**
   * Whether a request reached a route with parameters although its path stands in the table as it
   * is: `DELETE /movies/search/` is a wrong verb, not a movie called "search".
   */
  isOtherwiseKnown(path: string, method: string, routeUrl: string | undefined): boolean {
    if (routeUrl === undefined || !routeUrl.includes(':')) return false;
    const methods = this.router.find('GET', path)?.store as Set<string> | undefined;
    return methods !== undefined && !methods.has(method);
  }
}
