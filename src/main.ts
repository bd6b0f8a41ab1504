import module from 'node:module';
import { join } from 'node:path';

// What compiling thousands of modules gave is kept for the next start, from Node 22.8 on. The
// folder belongs to whoever owns the packages: one below the system's temporary folder could be
// filled by others. Where it cannot be written, nothing is kept.
const keep = module as { enableCompileCache?: (directory: string) => unknown };
const cache = ['..', 'node_modules', '.cache', 'movie-api'];
keep.enableCompileCache?.(join(import.meta.dirname, ...cache));

const { run } = await import('./process/server.js');
await run();
