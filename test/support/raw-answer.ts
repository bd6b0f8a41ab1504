import type { Answer } from './client.js';

/** The first response of a text, interim ones aside. */
export function parsed(text: string): Answer {
  const [head = '', rest = ''] = text
    .replace(/^HTTP\/1.1 1\d\d [^]*?\r\n\r\n/, '')
    .split(/\r\n\r\n([^]*)/);
  const [start = '', ...lines] = head.split('\r\n');
  const pairs = lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]);
  const headers = new Headers(pairs);
  const length = Number(headers.get('content-length') ?? Infinity);
  const body = Buffer.from(rest).subarray(0, length).toString();
  const isJson = /json/.test(headers.get('content-type') ?? '');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(start)?.[1]);
  return { status, headers, body: isJson ? JSON.parse(body) : body, text: body };
}
