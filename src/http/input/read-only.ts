const READ_ONLY = Symbol('read-only fields');

/** Fields of the answer that a body may not set: the error says that rather than "unknown". */
export const ReadOnlyFields =
  (...names: string[]): ClassDecorator =>
  (target) => {
    Reflect.defineMetadata(READ_ONLY, names, target);
  };

export const readOnlyFieldsOf = (target: Function): readonly string[] =>
  (Reflect.getMetadata(READ_ONLY, target) as string[] | undefined) ?? [];
