import { Secrets } from './secrets.js';

const one = 'a'.repeat(32);
const two = 'b'.repeat(40);

test.each<[string, string, string[] | undefined]>([
  ['one', one, [one]],
  ['a passphrase', 'correct horse, battery staple, and so on', undefined],
  ['with a comma, too short for two', `${'a'.repeat(31)},${two}`, undefined],
  ['with a comma at its end', `${one},`, undefined],
  ['two, and what was one secret before', `${one},${two}`, [one, two, `${one},${two}`]],
  ['two with a blank', `${one}, ${two}`, [one, two, `${one}, ${two}`]],
])('%s', (_, text, all = [text]) => {
  const secrets = Secrets.from(text);
  expect(secrets.all).toEqual(all);
  expect(secrets.current).toBe(all[0]);
});
