import { run } from './server.js';

await run();
