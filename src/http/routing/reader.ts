import {
  createParamDecorator,
  Injectable,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { Origin } from '../edge/origin.js';
import type { AuthenticatedRequest } from './access.js';

/** For whom an answer is written, and where its links begin. */
export interface Reader {
  /** The signed-in user's id. */
  readonly viewer: number | undefined;
  readonly origin: string;
}

/** On routes that ask for a valid token. */
export type SignedInReader = Reader & { readonly viewer: number };

@Injectable()
class ReaderPipe implements PipeTransform<AuthenticatedRequest, Reader> {
  constructor(private readonly origin: Origin) {}

  transform(request: AuthenticatedRequest): Reader {
    return { viewer: request.user?.id, origin: this.origin.of(request) };
  }
}

const Request = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<AuthenticatedRequest>(),
);

/** The reader of the answer, as a parameter of a handler. */
export const Reader = (): ParameterDecorator => Request(ReaderPipe);
