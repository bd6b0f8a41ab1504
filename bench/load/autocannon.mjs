// Carries out the orders of load.mjs where there is no wrk.
import autocannon from 'autocannon';

/** Each connection begins elsewhere, so that they don't all ask for the same at the same time. */
function spread(requests, connections) {
  let connection = 0;
  return (client) => {
    const start = Math.floor((requests.length * connection++) / connections);
    client.setRequests([...requests.slice(start), ...requests.slice(0, start)]);
  };
}

async function drive({ origin, requests, connections, seconds }) {
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    setupClient: spread(requests, connections),
  });
  return {
    requests: result['2xx'] + result['3xx'],
    failures: result['4xx'] + result['5xx'] + result.errors + result.timeouts,
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

process.on('message', (order) => {
  drive(order).then(
    (result) => process.send(result),
    (error) => process.send({ error: error.stack }),
  );
});
process.once('disconnect', () => process.exit());
