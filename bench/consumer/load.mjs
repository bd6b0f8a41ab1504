// As many requests as the server takes, in a process of its own.
import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { percentile } from '../windows.mjs';

/** @returns each request with a new value of that header every time */
const renewing = (requests, name) =>
  requests.map((request) => ({
    ...request,
    setupRequest: (sent) => ({ ...sent, headers: { ...sent.headers, [name]: randomUUID() } }),
  }));

/** Each connection begins elsewhere, so that they don't all ask for the same at the same time. */
function spread(requests, connections) {
  let connection = 0;
  return (client) => {
    const start = Math.floor((requests.length * connection++) / connections);
    client.setRequests([...requests.slice(start), ...requests.slice(0, start)]);
  };
}

async function drive({ origin, requests, connections, seconds, status = 200, fresh }) {
  const all = fresh === undefined ? requests : renewing(requests, fresh);
  const load = autocannon({
    url: origin,
    connections,
    duration: seconds,
    requests: all,
    setupClient: spread(all, connections),
  });
  const latencies = [];
  load.on('response', (client, code, bytes, milliseconds) => latencies.push(milliseconds));
  const { statusCodeStats: codes, errors, duration, throughput } = await load;
  const others = Object.entries(codes).filter(([code]) => code !== String(status));
  if (errors > 0 || others.length > 0)
    throw new Error(`${requests[0].path}: ${errors} errors, statuses ${JSON.stringify(codes)}`);
  const { length } = latencies;
  return {
    requests: length,
    rate: length / duration,
    bytes: throughput.total / length,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  };
}

process.on('message', (order) => {
  drive(order).then(
    (result) => process.send(result),
    (error) => process.send({ error: error.stack }),
  );
});
process.once('disconnect', () => process.exit());
