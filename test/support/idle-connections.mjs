// Opens many connections that say nothing, in a process of its own: each end needs a file.
import { connect } from 'node:net';

const [port, count] = process.argv.slice(2).map(Number);
let open = 0;
let failed = 0;
for (let index = 0; index < count; index += 1) {
  const socket = connect(port, '127.0.0.1', () => (open += 1));
  socket.on('error', () => (failed += 1));
  socket.on('close', () => (open -= 1));
  if (index % 500 === 499) await new Promise((done) => setTimeout(done, 20));
}
setInterval(() => process.send?.({ open, failed }), 100);
process.once('disconnect', () => process.exit());
