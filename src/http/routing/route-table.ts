import { Injectable } from '@nestjs/common';
import type { RouteOptions } from 'fastify';
import findMyWay from 'find-my-way';
import { Problem } from '../problems/problem.js';

/** Code units that a part of a path may have; an id has far fewer. */
export const LONGEST_PATH_PART = 500;

interface Pattern {
  readonly url: string;
  readonly methods: Set<string>;
}

/** Which verbs each path knows: what a 405 needs, and Fastify's routers, one a verb, cannot say. */
@Injectable()
export class RouteTable {
  private readonly patterns = new Map<string, Pattern>();
  private readonly router = findMyWay({
    ignoreTrailingSlash: true,
    ignoreDuplicateSlashes: true,
    maxParamLength: LONGEST_PATH_PART,
  });

  /** For Fastify's `onRoute` hook. */
  add({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void {
    if (url.includes('*')) return; // preflights and static files: no paths of their own
    const known = this.patterns.get(url);
    const pattern = known ?? { url, methods: new Set<string>() };
    for (const name of [method].flat()) pattern.methods.add(name);
    if (known !== undefined) return;
    this.patterns.set(url, pattern);
    this.router.on('GET', url, () => undefined, pattern);
  }

  /** @returns the verbs in alphabetical order; none where the path is unknown */
  methodsAt(path: string): string[] {
    return [...(this.find(path)?.methods ?? [])].sort();
  }

  /** Why a request has no route: its path is unknown (404), or knows other verbs (405). */
  noRoute(path: string, method: string): Problem {
    const methods = this.methodsAt(path);
    if (methods.length === 0 || methods.includes(method)) {
      return Problem.notFound('There is nothing at this address.');
    }
    const Allow = methods.join(', ');
    return new Problem('method-not-allowed', `This address knows ${Allow}.`, {
      headers: { Allow },
    });
  }

  /** The pattern of the route that a path belongs to, whatever the verb. */
  patternAt(path: string): string | undefined {
    return this.find(path)?.url;
  }

  /**
   * Whether a request reached a route with parameters although its path stands in the table as it
   * is: `DELETE /movies/search/` is a wrong verb, not a movie called "search".
   */
  isOtherwiseKnown(path: string, method: string, routeUrl: string | undefined): boolean {
    if (routeUrl === undefined || !routeUrl.includes(':')) return false;
    return this.find(path)?.methods.has(method) === false;
  }

  private find(path: string): Pattern | undefined {
    return this.router.find('GET', path)?.store as Pattern | undefined;
  }
}
