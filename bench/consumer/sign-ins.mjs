// How many can sign in at once, and what others notice of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { figure } from '../table.mjs';
import { memoryMiB } from '../usage.mjs';
import { rateTable, stormTable } from './report.mjs';

const CONNECTIONS = [1, 4, 16];
const STORM = 16;
const READS_PER_SECOND = 100;
/** The storm is on before the reads begin, and until after they end. */
const LEAD_SECONDS = 1;

export async function signIns(bench) {
  const { origin, load, reader, sides, longWindows: windows, accounts, details, server } = bench;
  const requests = accounts.map((account) => ({
    method: 'POST',
    path: '/login/',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  }));
  const storm = (connections, seconds) => load({ origin, requests, connections, seconds });

  bench.say('Measuring sign-ins');
  const before = memoryMiB(server.pid, 'VmRSS');
  const lines = await sides.compare(
    CONNECTIONS.map((connections) => ({
      name: connections === 1 ? '1 connection' : `${connections} connections`,
      drive: (seconds) => storm(connections, seconds),
    })),
    windows,
  );
  const most = memoryMiB(server.pid, 'VmHWM');

  bench.say('Measuring reads beside sign-ins');
  const read = (seconds) =>
    reader({ origin, paths: details, perSecond: READS_PER_SECOND, seconds });
  const readBeside = (connections) => async (seconds) => {
    const over = storm(connections, seconds + 2 * LEAD_SECONDS);
    await sleep(LEAD_SECONDS * 1000);
    const [reads, { rate }] = await Promise.all([read(seconds), over]);
    return { ...reads, stormRate: rate };
  };
  const beside = await sides.compare(
    [
      { name: 'nobody', drive: read },
      { name: '1 connection', drive: readBeside(1) },
      { name: `${STORM} connections`, drive: readBeside(STORM) },
    ],
    windows,
  );
  return [
    `Sign-ins: ${accounts.length} accounts, the right password each time, from one address; ${windows.rounds} × ${windows.seconds} s of each. Memory (RSS) of the server: ${figure(before, 'MiB')} before, ${figure(most, 'MiB')} at most.`,
    rateTable('`POST /login/`', lines),
    `\`GET /movies/{id}/\`, ${READS_PER_SECOND} a second whatever happens, beside sign-ins; ${windows.rounds} × ${windows.seconds} s of each.`,
    stormTable('signing in meanwhile', beside),
  ].join('\n\n');
}
