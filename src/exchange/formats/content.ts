import { isUtf8 } from 'node:buffer';

const startsWith = (bytes: Buffer, ...start: number[]): boolean =>
  bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);

/** RFC 1952, 2.3.1 */
export const isGzip = (bytes: Buffer): boolean => startsWith(bytes, 0x1f, 0x8b);

/**
 * Looks at the beginning of a file.
 *
 * @returns what it is instead of text in UTF-8, as in "the file …", or `undefined`
 */
export function whyNotText(bytes: Buffer): string | undefined {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    return 'is in UTF-16: save it in UTF-8';
  }
  if (isGzip(bytes)) return 'is packed twice';
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) {
    return 'is a ZIP archive (or a spreadsheet): unpack it, or save it as CSV';
  }
  if (!bytes.includes(0)) return undefined;
  // Every other byte of English in UTF-16 is NUL, and without them it is ASCII.
  const nuls = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  const isUtf16 = nuls > bytes.length / 3 && isUtf8(bytes);
  return isUtf16 ? 'is in UTF-16: save it in UTF-8' : 'is a binary file, not text';
}
