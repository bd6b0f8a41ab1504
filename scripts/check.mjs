// npm run check: all that CI does. What needs no server runs two at a time, each step's output in one
// piece when it has ended; then the tests, which use every core themselves. The first failure ends it.
import { spawn } from 'node:child_process';

/** The longest first, so that none of them ends alone. */
const STEPS = [
  'format:check',
  'client:check',
  'lint',
  'types',
  'generate:check',
  'lint:openapi',
  'boundaries',
];
const TESTS = ['test', 'test:system', 'test:faults'];
const AT_ONCE = 2;

const running = new Set();
let failed = false;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    failed = true;
    process.exitCode = signal === 'SIGINT' ? 130 : 143;
    stopOthers();
  });
}

/** `npm run` passes the signal on to what it runs. */
function stopOthers() {
  for (const child of running) child.kill('SIGTERM');
}

/** @param stdio `inherit` for the terminal, `pipe` for its output in one piece at the end */
async function run(step, stdio) {
  const started = performance.now();
  const child = spawn('npm', ['run', '--silent', step], { stdio: ['ignore', stdio, stdio] });
  running.add(child);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const code = await new Promise((done) => {
    child.on('error', (error) => {
      output += error.message;
      done(1);
    });
    child.on('close', done);
  });
  running.delete(child);
  if (failed) return; // it was stopped, or another one has told already
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${output}${code === 0 ? 'passed' : 'FAILED'}: ${step}, ${seconds} s\n`);
  if (code === 0) return;
  failed = true;
  process.exitCode = 1;
  stopOthers();
}

const waiting = [...STEPS];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (waiting.length > 0 && !failed) await run(waiting.shift(), 'pipe');
  }),
);
for (const step of TESTS) if (!failed) await run(step, 'inherit');
