import type { Config } from './config/environment.js';
import type { DatabaseServer } from './database/connection.js';
import { emlDirectory } from './mail/eml.transport.js';

/**
 * A handful of lines for whoever has just started it.
 *
 * @param config with the port that it listens on
 * @param empty whether there is no movie yet
 */
export function announce(config: Config, database: DatabaseServer, empty: boolean): void {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = config.publicUrl ?? `http://${host}:${config.port}`;
  const lines = [
    `Movie API   ${address}/`,
    `Explorer    ${address}/swagger/`,
    `Database    ${database.description}`,
    `Mail        ${mailTarget(config)}`,
  ];
  if (config.workers > 1) lines.push(`Workers     ${config.workers} processes`);
  if (empty && database.embedded) {
    lines.push('The catalogue is empty: npm run cli -- seed   fills it with a sample');
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

function mailTarget({ worker, smtpUrl, dataDir }: Config): string {
  if (!worker) return 'queued; npm run worker sends it';
  return smtpUrl === undefined ? `files in ${emlDirectory(dataDir)}` : new URL(smtpUrl).host;
}
