// Reads at a steady pace, whether or not the last one has been answered: who waits for a slow answer
// before asking again does not see how slow it is. (autocannon's `overallRate` sends each second's
// share at once.) A read's time counts from when it was due.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../windows.mjs';

const TIMEOUT_MS = 30_000;

const agent = new http.Agent({ keepAlive: true });

function read(url, due) {
  return new Promise((done, failed) => {
    const request = http.get(url, { agent, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      response.on('error', failed);
      response.on('end', () => {
        if (response.statusCode === 200) done(performance.now() - due);
        else failed(new Error(`${url} answers ${response.statusCode}`));
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${url} does not answer`)));
    request.on('error', failed);
  });
}

async function drive({ origin, paths, perSecond, seconds }) {
  const started = performance.now();
  const reads = [];
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const due = started + (number * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    reads.push(read(`${origin}${paths[number % paths.length]}`, due));
  }
  const latencies = await Promise.all(reads);
  const elapsed = (performance.now() - started) / 1000;
  return {
    requests: latencies.length,
    rate: latencies.length / elapsed,
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
