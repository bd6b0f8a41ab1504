// Carries out the orders of load.mjs where there is no wrk.
import autocannon from 'autocannon';

/** Each connection has its share of the requests; of few, each has all. */
function shared(requests, connections) {
  let connection = 0;
  return (client) => {
    const share = connection++;
    const own = requests.filter((_, index) => index % connections === share);
    client.setRequests(own.length > 0 ? own : requests);
  };
}

async function drive({ origin, requests, connections, seconds }) {
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    setupClient: shared(requests, connections),
  });
  const status = result['4xx'] + result['5xx'];
  return {
    requests: result['2xx'] + result['3xx'],
    failures: status + result.errors,
    errors: `status: ${status}, timeout: ${result.timeouts}, all but status: ${result.errors}`,
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
