// The load, in a process of its own: what it costs is not on the account of what is measured.
import autocannon from 'autocannon';

const CONNECTIONS = 32;

/** Each connection begins elsewhere, so that they don't all ask for the same at the same time. */
function spread(paths) {
  let connection = 0;
  return (client) => {
    const start = Math.floor((paths.length * connection++) / CONNECTIONS);
    client.setRequests([...paths.slice(start), ...paths.slice(0, start)].map((path) => ({ path })));
  };
}

async function drive({ origin, paths, seconds }) {
  const result = await autocannon({
    url: `${origin}${paths[0]}`,
    connections: CONNECTIONS,
    duration: seconds,
    setupClient: spread(paths),
  });
  return {
    requests: result['2xx'],
    failures: result.non2xx + result.errors + result.timeouts,
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
