const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Reads a span of time such as `15m`, `12h` or `7d`.
 *
 * @returns whole seconds, or `undefined` when the text is not a positive span
 */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9]\d{0,6})([smhdw])$/.exec(text);
  return match ? Number(match[1]) * SECONDS[match[2]!]! : undefined;
}
