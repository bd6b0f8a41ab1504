import { Param, type PipeTransform } from '@nestjs/common';
import { Problem } from '../problems/problem.js';

/**
 * Reads an id. What is not a positive integer, or does not fit a JavaScript number without loss,
 * cannot be anybody's id.
 */
export function parseId(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : undefined;
}

class IdPipe implements PipeTransform<unknown, number> {
  transform(value: unknown): number {
    const id = parseId(value);
    if (id === undefined) throw Problem.notFound();
    return id;
  }
}

/** The `{id}` of the path. One that cannot be an id is simply not found. */
export const Id = (): ParameterDecorator => Param('id', new IdPipe());
