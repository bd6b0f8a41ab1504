import { ConfigError, readConfig } from './environment.js';

test.each([
  ['https://movies.example.org', 'https://movies.example.org'],
  ['HTTPS://Movies.example.org//', 'https://movies.example.org'],
  ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000'],
  ['https://example.org/films/api/', 'https://example.org/films/api'],
])('PUBLIC_URL %s starts links with %s', (given, expected) => {
  expect(readConfig({ PUBLIC_URL: given }).publicUrl).toBe(expected);
});

test.each([
  ['PUBLIC_URL', 'movies.example.org'],
  ['PUBLIC_URL', 'javascript:alert(1)'],
  ['PUBLIC_URL', 'https://movies.example.org/?a=b'],
  ['PUBLIC_URL', 'https://movies.example.org/#top'],
  ['PUBLIC_URL', 'https://ada:secret@movies.example.org'],
  ['METRICS', 'everyone'],
  ['METRICS', 'Public'],
  ['METRICS_TOKEN', 'two words'],
  ['METRICS_TOKEN', 'schl\u00fcssel'],
  ['METRICS_TOKEN', 'a\nb'],
])('%s=%s ends the start with a line that names it alone', (name, value) => {
  let message = '';
  try {
    readConfig({ [name]: value });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    ({ message } = error as Error);
  }
  expect(message).toMatch(new RegExp(`^Configuration: ${name} must be [^\\n]+$`));
  expect(message).not.toContain(value);
});

test('the metrics are for this machine, unless something is said', () => {
  expect(readConfig({})).toMatchObject({ metrics: 'local', metricsToken: undefined });
  const told = { METRICS: 'public', METRICS_TOKEN: 'c29tZXRoaW5n+/=' };
  const read = { metrics: 'public', metricsToken: 'c29tZXRoaW5n+/=' };
  expect(readConfig(told)).toMatchObject(read);
});
