import { formsOfTitle } from './title-forms.js';

const joined = (title: string): string => formsOfTitle(title).joined;

test.each([
  ['The Godfather', 'Godfather', 'A Godfather', 'GOD FATHER', 'the god-father!'],
  ['Seven', 'Se7en', '7', 'VII'],
  ['Rocky II', 'Rocky 2', 'rocky two'],
  ['Rocky V', 'Rocky 5', 'rocky five'],
  ['Malcolm X', 'malcolm 10'],
  ['Fast & Furious', 'Fast and Furious', "Fast 'n' Furious"],
  ['Twenty-One', '21', 'twenty one'],
  ['42nd Street', 'Forty-Second Street', 'forty second street'],
  ['Friday the 13th', 'Friday the Thirteenth'],
  ['One Hundred and One Dalmatians', '101 Dalmatians', 'a hundred and one dalmatians'],
  ['The 400 Blows', 'Four Hundred Blows'],
  ['1984', 'Nineteen Eighty-Four'],
  ['Around the World in 80 Days', 'Around the World in Eighty Days'],
  ['The 20th Century', 'the twentieth century'],
  ['S1m0ne', 'Simone'],
  ['Amélie', 'amelie'],
  ['七人の侍', '七人 の 侍'],
  ['A.I. Artificial Intelligence', 'ai artificial intelligence'],
  ['F/X', 'fx'],
  ['M*A*S*H', 'mash'],
])('%s and what is meant by the same come out the same', (title, ...others) => {
  for (const other of others) expect([other, joined(other)]).toEqual([other, joined(title)]);
});

test.each([
  ['Seven', 'Seventh'],
  ['I, Robot', '1, Robot'],
  ['Two', 'Three'],
  ['V for Vendetta', '5 for Vendetta'],
  ['The', ''],
  ['Hundred Days', 'One Days'],
])('%s and %s stay apart', (one, other) => {
  expect(joined(one)).not.toBe(joined(other));
});

test('a title is found by each of its words, and by its numbers in figures', () => {
  expect(formsOfTitle('Twenty-One Days II').terms).toEqual([
    'twenty',
    'one',
    'days',
    'ii',
    '21',
    '2',
    '20',
    '1',
  ]);
});

test('a joined title has at most 255 characters, none of them cut in two', () => {
  const long = Array.from({ length: 3 }, () => '𠀀'.repeat(100)).join(' ');
  expect([...joined(long)]).toHaveLength(255);
  expect(joined(long).isWellFormed()).toBe(true);
});
