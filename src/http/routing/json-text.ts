import { Header } from '@nestjs/common';

/** For routes whose handler returns JSON as text, to be sent as it is. */
export const JsonText = (): MethodDecorator =>
  Header('Content-Type', 'application/json; charset=utf-8');
