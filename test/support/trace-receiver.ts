import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 2: server, 3: client. */
  readonly kind: number;
  readonly attributes: Record<string, string>;
  readonly failed: boolean;
}

/** Takes traces as a collector does: OTLP over HTTP. */
export interface TraceReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Attributes of those who have sent. */
  readonly resources: Record<string, string>[];
  /** Bodies as they came, with their media types. */
  readonly bodies: { readonly type: string | undefined; readonly bytes: Buffer }[];
  /** @throws when no such span comes within 10 seconds */
  span(wanted: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  close(): Promise<void>;
}

export async function startTraceReceiver(): Promise<TraceReceiver> {
  const spans: ReceivedSpan[] = [];
  const resources: Record<string, string>[] = [];
  const bodies: TraceReceiver['bodies'][number][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const type = request.headers['content-type'];
      bodies.push({ type, bytes });
      if (type === 'application/json') {
        for (const { resource, scopeSpans } of JSON.parse(bytes.toString()).resourceSpans) {
          resources.push(plain(resource.attributes));
          for (const scope of scopeSpans) spans.push(...scope.spans.map(read));
        }
      }
      response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': type }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    resources,
    bodies,
    span: async (wanted) => {
      for (let time = 0; time < 200; time += 1) {
        const found = spans.find(wanted);
        if (found !== undefined) return found;
        await sleep(50);
      }
      throw new Error(`It did not come; these did: ${spans.map(({ name }) => name).join(', ')}`);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const read = (span: any): ReceivedSpan => ({
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId || undefined,
  name: span.name,
  kind: span.kind,
  attributes: plain(span.attributes),
  failed: span.status?.code === 2,
});

const plain = (attributes: any[]): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(Object.values(value as object)[0])]),
  );
