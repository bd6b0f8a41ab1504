import { someFolder } from '../command.js';
import { Reader } from './follow.js';

/** Follows a document of these lines. */
async function following(...lines: string[]): Promise<string[]> {
  const folder = someFolder();
  folder.write('DOCUMENT.md', lines.join('\n'));
  const reader = new Reader(folder.path, ['cobol']);
  try {
    return await reader.follow('DOCUMENT.md');
  } finally {
    await reader.end();
    folder.remove();
  }
}

const block = (language: string, ...lines: string[]): string =>
  ['', `\`\`\`${language}`, ...lines, '```', ''].join('\n');

test('what is typed stays: folder, variables and files', async () => {
  const left = await following(
    block('sh', 'mkdir deeper && cd deeper', 'GREETING="it\'s {\\"n\\": 1}"'),
    block('sh', '# no file', 'echo "$GREETING" "$(basename "$PWD")"'),
    block('text', 'it\'s {"n": 1} deeper'),
    block('js', '// hello.mjs', 'console.log(JSON.stringify({ n: 1, more: [] }))'),
    block('sh', 'cat', 'ls; node hello.mjs'), // cat finds nothing to read
    block('text', 'hello.mjs', '{"n":1,"more":[]}'),
  );
  expect(left).toEqual([]);
});

test('what is not run is listed with its reason', async () => {
  const left = await following('<!-- not run: needs Docker -->', block('sh', 'docker compose up'));
  expect(left).toEqual(['docker compose up: needs Docker']);
});

test('what needs a program that is missing is listed, and its output is not waited for', async () => {
  const left = await following(block('sh', 'cobol hello'), block('text', 'hello'));
  expect(left).toEqual(['cobol hello: there is no cobol']);
});

test.each([
  ['a command fails', [block('sh', 'false', 'echo well')], 'this failed: false'],
  ['a long command fails', [block('sh', 'cat \\', '  nowhere.txt')], 'nowhere.txt: No such file'],
  ['lines are no shell', [block('sh', 'echo "')], 'this failed'],
  ['the shell ends', [block('sh', 'exit 0')], 'The shell has ended'],
  ['another output comes', [block('sh', 'echo one'), block('text', 'two')], 'something else came'],
  ['output stands for nothing', [block('json', '{}')], 'nothing comes before'],
  ['it is told twice', [block('sh', 'echo'), block('text'), block('text')], 'nothing comes before'],
  ['a block is of no known kind', [block('ruby', 'puts 1')], 'nobody knows what to do'],
  ['a file has no name', [block('js', 'console.log(1)')], 'nobody knows what to do'],
  ['a block has no end', ['```sh', 'true'], 'a block without an end'],
  ['a reason stands elsewhere', ['<!-- not run: x -->', 'But:', block('sh', 'false')], 'failed'],
])('it is told where %s', async (_, lines, message) => {
  await expect(following(...lines)).rejects.toThrow(message);
});
