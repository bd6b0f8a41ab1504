import base from './jest.config.mjs';

/**
 * Tests that start servers, workers, commands or browsers, as their users do: `npm run test:system`.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  testMatch: ['<rootDir>/{test,web/tests}/system/*.test.ts'],
  testPathIgnorePatterns: [],
  globals: {},
};
