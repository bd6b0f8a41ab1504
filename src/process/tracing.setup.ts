import type { Logger } from 'pino';
import type { Config } from '../config/environment.js';

/**
 * Starts OpenTelemetry where its variables ask for it; else nothing of it is loaded.
 *
 * @returns ends it, once all spans are out
 */
export async function tracingAskedFor(
  config: Pick<Config, 'traces'>,
  log: Logger,
): Promise<(() => Promise<void>) | undefined> {
  if (config.traces === 'none') return undefined;
  const { startTracing } = await import('./tracing/start.js');
  return startTracing(config.traces, log);
}
