/** Characters. */
export const SHORTEST_SECRET = 32;

/**
 * What signs what clients carry around: the current secret, and earlier ones that are still good.
 *
 * `JWT_SECRET` and the file of the generated secret hold one, or several with commas between them,
 * the current one first. A comma separates only where it stands between texts that could each be a
 * secret; else it is part of one. Even then the text as a whole is still good: it may have been one
 * secret before there were lists.
 */
export class Secrets {
  private constructor(readonly all: readonly [current: string, ...earlier: string[]]) {}

  /** Signs; all of them verify. */
  get current(): string {
    return this.all[0];
  }

  static from(text: string): Secrets {
    const [current = text, ...earlier] = text.split(',').map((part) => part.trim());
    const isList =
      earlier.length > 0 && [current, ...earlier].every((part) => part.length >= SHORTEST_SECRET);
    return new Secrets(isList ? [current, ...earlier, text] : [text]);
  }
}
