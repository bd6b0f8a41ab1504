import type { Config } from '../config/environment.js';
import { releaseVersion } from '../config/release.js';
import type { DatabaseServer } from '../database/connect/connection.js';
import { emlDirectory } from '../mail/eml.transport.js';

/**
 * Five lines for whoever has just started it: where it is, what it uses, and what to do next. No
 * passwords.
 *
 * @param config with the port that it listens on
 * @param empty whether there is no movie yet
 */
export function announce(config: Config, database: DatabaseServer, empty: boolean): void {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const address = config.publicUrl ?? `http://${host}:${config.port}`;
  const lines = [
    `Movie API   ${address}/`,
    `Explorer    ${address}/swagger/   to read: ${address}/docs/`,
    `Database    ${database.description}`,
    `Mail        ${mailTarget(config)}`,
    `Version     ${versions(config)}; ${nextStep(empty && database.embedded)}`,
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

function mailTarget({ worker, smtpUrl, dataDir }: Config): string {
  if (!worker) return 'queued; npm run worker sends it';
  return smtpUrl === undefined
    ? `files in ${emlDirectory(dataDir)}`
    : `SMTP server ${new URL(smtpUrl).host}`;
}

function versions({ workers }: Config): string {
  const processes = workers > 1 ? `, ${workers} processes` : '';
  return `${releaseVersion()} on Node ${process.versions.node}${processes}`;
}

const nextStep = (fill: boolean): string =>
  fill ? 'the catalogue is empty, npm run cli -- seed fills it' : 'Ctrl-C ends it';
