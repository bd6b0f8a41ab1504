import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareAnswers } from './documented-answers.mjs';
import { findSecrets } from './log-secrets.mjs';

/**
 * @param globalConfig what Jest was asked to run
 * @param projectConfig `globals.everyAnswer` says that all tests together meet every documented answer
 */
export default async function stopCluster(globalConfig, projectConfig) {
  const { database, folder } = globalThis.testCluster;
  await database.close();
  try {
    checkLogs(process.env.TEST_LOGS);
    if (projectConfig.globals.everyAnswer) checkAnswers(process.env.TEST_ANSWERS, globalConfig);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fails the run if anything that its servers have logged is a secret. */
function checkLogs(folder) {
  const lines = (kind) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(`.${kind}`))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
      .split('\n')
      .filter((line) => line !== '');
  const log = lines('log');
  const secrets = lines('secrets').map((line) => JSON.parse(line));
  const found = findSecrets(log.join('\n'), secrets);
  if (found.length > 0) {
    throw new Error(`The log holds secrets:\n${found.slice(0, 20).join('\n')}`);
  }
  if (log.length > 0) {
    process.stderr.write(
      `${log.length} lines of the servers' logs hold none of ${new Set(secrets).size} secrets.\n`,
    );
  }
}

/**
 * Fails a run of all tests in which a documented answer never came. A run of some prints only which
 * those are, with `DOCUMENTED_ANSWERS=print` in the environment.
 */
function checkAnswers(folder, globalConfig) {
  const whole = isWhole(globalConfig);
  if (!whole && process.env.DOCUMENTED_ANSWERS !== 'print') return;
  const { unargued, needless, table } = compareAnswers(folder);
  process.stderr.write(`${table}\n`);
  if (whole && unargued.length + needless.length > 0)
    throw new Error('The OpenAPI document and the tests differ in the answers that there are.');
}

/** Whether nothing was left out, by path, by name or otherwise. */
const isWhole = (config) =>
  config.testPathPatterns.patterns.length === 0 &&
  !config.testNamePattern &&
  !config.onlyChanged &&
  !config.onlyFailures &&
  !config.findRelatedTests &&
  !config.runTestsByPath &&
  !config.shard;
