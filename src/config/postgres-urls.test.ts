import { ConfigError, readConfig } from './environment.js';

const SECRET = { JWT_SECRET: 'a secret of the tests that is long enough' };
const read = (env: Record<string, string>): ReturnType<typeof readConfig> =>
  readConfig({ ...SECRET, ...env });

test.each([
  ['postgres://a:b@one/m', ['postgres://a:b@one/m']],
  [
    'postgresql://a:b@one:1,two:2/m?sslmode=require',
    ['postgresql://a:b@one:1/m?sslmode=require', 'postgresql://a:b@two:2/m?sslmode=require'],
  ],
  ['postgres://one,[::1]:5/m', ['postgres://one/m', 'postgres://[::1]:5/m']],
  ['postgres:///m?host=%2Frun%2Fa,b', ['postgres:///m?host=%2Frun%2Fa,b']],
])('DATABASE_URL=%s names %j', (text, urls) => {
  expect(read({ DATABASE_URL: text }).databaseUrls).toEqual(urls);
});

test('DATABASE_REPLICA_URLS takes addresses with commas between', () => {
  const env = {
    DATABASE_URL: 'postgres://a/m',
    DATABASE_REPLICA_URLS: 'postgres://b/m, postgres://c/m',
  };
  expect(read(env).databaseReplicaUrls).toEqual(['postgres://b/m', 'postgres://c/m']);
  expect(read({ DATABASE_URL: 'postgres://a/m' }).databaseReplicaUrls).toEqual([]);
});

test.each([
  ['DATABASE_URL', { DATABASE_URL: 'mysql://a/m' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgres://one,two words/m' }],
  ['DATABASE_URL', { DATABASE_REPLICA_URLS: 'postgres://b/m' }],
  ['DATABASE_REPLICA_URLS', { DATABASE_URL: 'postgres://a/m', DATABASE_REPLICA_URLS: 'b,c' }],
])('%s is named where %j cannot be', (name, env: Record<string, string>) => {
  expect(() => read(env)).toThrow(ConfigError);
  expect(() => read(env)).toThrow(new RegExp(`^Configuration: ${name} `));
});
