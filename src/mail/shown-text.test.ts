import { shownText } from './shown-text.js';

test.each([
  ['an ordinary title', 'Amélie', 'Amélie'],
  ['Chinese', '卧虎藏龙', '卧虎藏龙'],
  ['emoji with joiners', '👩‍🚀 🎬', '👩‍🚀 🎬'],
  ['markup, which is for the template to escape', '<b>&</b>', '<b>&</b>'],
  ['a line break', 'One\r\nBcc: ada@example.org', 'One Bcc: ada@example.org'],
  ['other line breaks', 'One\u2028two\u2029three\u0085four\vfive', 'One two three four five'],
  ['control characters', 'One\u0000\u001b[31mtwo\u007f', 'One [31mtwo'],
  ['spaces in a row', '  One \t\u00a0\u3000 two  ', 'One two'],
  ['nothing but spaces', ' \n ', ''],
  ['overrides', 'gnp.\u202efdp\u202c.exe', 'gnp.fdp.exe'],
  ['embeddings', '\u202aOne\u202b two\u202c\u202d', 'One two'],
  ['isolates', '\u2066One\u2067 two\u2068 three\u2069', 'One two three'],
])('%s', (_, text, shown) => {
  expect(shownText(text)).toBe(shown);
});

test.each([
  ['Arabic', 'المصير'],
  ['Hebrew', 'ואלס עם באשיר'],
  ['Syriac', 'ܫܠܡܐ'],
  ['Thaana', 'ދިވެހި'],
  ['N’Ko', 'ߒߞߏ'],
  ['Adlam', '𞤆𞤵𞤤𞤢𞤪'],
  ['a word among others', 'The film המסע of 2020'],
  ['a mark alone', 'One\u200f two'],
])('%s keeps its direction to itself', (_, text) => {
  expect(shownText(text)).toBe(`\u2068${text}\u2069`);
});

test('a right-to-left title cannot leave its isolate', () => {
  expect(shownText('المصير\u2069\u202eevil')).toBe('\u2068المصيرevil\u2069');
});
