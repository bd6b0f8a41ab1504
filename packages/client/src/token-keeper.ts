import type { Middleware } from 'openapi-fetch';

const SIGN_IN = ['/register/', '/login/'];
const SIGN_OUT = ['POST /logout/', 'POST /logout/all/', 'DELETE /me/'];

/**
 * Sends the token with each request, keeps the one that signing up or in brings, and forgets it when
 * its session has ended: by signing out, by deleting the account, or when the API says that it is not
 * valid. It never will be again, and would make public requests fail as well.
 */
export class TokenKeeper {
  constructor(
    public token: string | undefined,
    private readonly onToken: (token: string | undefined) => void,
  ) {}

  readonly onRequest: NonNullable<Middleware['onRequest']> = ({ request }) => {
    if (this.token !== undefined && !request.headers.has('Authorization'))
      request.headers.set('Authorization', `Bearer ${this.token}`);
    return undefined;
  };

  readonly onResponse: NonNullable<Middleware['onResponse']> = async ({
    request,
    response,
    schemaPath,
  }) => {
    if (response.ok && SIGN_IN.includes(schemaPath)) {
      const { token } = (await response.clone().json()) as { token: string };
      this.change(token);
    } else if (this.isEnded(`${request.method} ${schemaPath}`, response) && this.isOf(request)) {
      this.change(undefined);
    }
    return undefined;
  };

  private isEnded(operation: string, response: Response): boolean {
    if (response.ok) return SIGN_OUT.includes(operation);
    const challenge = response.headers.get('WWW-Authenticate') ?? '';
    return response.status === 401 && challenge.includes('error="invalid_token"');
  }

  /** Not where somebody has signed in anew meanwhile. */
  private isOf(request: Request): boolean {
    return request.headers.get('Authorization') === `Bearer ${this.token}`;
  }

  private change(token: string | undefined): void {
    this.token = token;
    this.onToken(token);
  }
}
