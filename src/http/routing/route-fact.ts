import type { ExecutionContext } from '@nestjs/common';

/**
 * What decorators say of a route, read once: reflection looks through all prototypes at every call.
 *
 * @param read from the route's handler and controller
 */
export function routeFact<T>(
  read: (handler: Function, controller: Function) => T,
): (context: ExecutionContext) => T {
  const known = new WeakMap<Function, Map<Function, T>>();
  return (context) => {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    let facts = known.get(handler);
    if (facts === undefined) known.set(handler, (facts = new Map()));
    if (!facts.has(controller)) facts.set(controller, read(handler, controller));
    return facts.get(controller)!;
  };
}
