/**
 * As much of `@angular/common/http` and `@angular/core` as a client of ng-openapi-gen needs to send a
 * request. Angular itself is large, and nothing here is about it.
 */
import { from, type Observable } from 'rxjs';

class Pairs {
  readonly list: readonly (readonly [string, string])[] = [];

  append(name: string, value: string | number | boolean): this {
    return this.with([...this.list, [name, String(value)]]);
  }

  set(name: string, value: string): this {
    return this.with([...this.list.filter(([key]) => key !== name), [name, value]]);
  }

  private with(list: Pairs['list']): this {
    return Object.assign(Object.create(Object.getPrototypeOf(this) as object), { list }) as this;
  }
}

export class HttpHeaders extends Pairs {}

export class HttpParams extends Pairs {}

export class HttpResponse {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {}
}

export class HttpRequest {
  constructor(
    readonly method: string,
    readonly url: string,
    readonly body: unknown,
    readonly options: { readonly params: HttpParams; readonly headers: HttpHeaders },
  ) {}
}

export class HttpClient {
  constructor(private readonly token: string) {}

  request({ method, url, body, options }: HttpRequest): Observable<HttpResponse> {
    const query = new URLSearchParams(options.params.list.map(([...pair]) => pair)).toString();
    const headers = { ...Object.fromEntries(options.headers.list), authorization: this.token };
    const sent = body === undefined || body === null ? null : JSON.stringify(body);
    const answer = fetch(query === '' ? url : `${url}?${query}`, { method, headers, body: sent });
    return from(answer.then(async (it) => new HttpResponse(it.status, await it.json())));
  }
}

export const Injectable = () => (): void => undefined;
