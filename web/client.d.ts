/** The types of `client.js`, which is packages/client in one file. */
export * from '../packages/client/src/index.js';
