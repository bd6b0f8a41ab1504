import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** Packages that ship ES modules only. */
const esModulePackages = [
  '@nestjs',
  '@fastify/static',
  '@borewit',
  '@tokenizer',
  'fastest-levenshtein',
  'file-type',
  'p-limit',
  'strtok3',
  'token-types',
  'uint8array-extras',
  'yocto-queue',
];

/**
 * Jest runs the sources as CommonJS: its native ES module mode needs a newer Node than the oldest
 * one that the project supports. SWC turns the sources, and those packages that ship ES modules
 * only, into CommonJS on the way in.
 *
 * @type {import('jest').Config}
 */
export default {
  testMatch: ['<rootDir>/{src,web,test}/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/(?:test|web/tests)/system/'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  transform: {
    '^.+\\.[cm]?[jt]s$': ['@swc/jest', { ...swc, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esModulePackages.join('|')})/)`],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^movie-api-client$': '<rootDir>/packages/client/src/index.ts',
  },
  globals: { everyAnswer: true },
  maxWorkers: 2,
  testTimeout: 120_000,
};
