import base from './jest.config.mjs';

/**
 * Tests of faults: processes that are killed, hostile requests by the thousand. They take minutes
 * and have a run of their own, `npm run test:faults`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  testMatch: ['<rootDir>/test/faults/*.fault.ts'],
  globals: {},
  maxWorkers: 2,
  testTimeout: 300_000,
};
