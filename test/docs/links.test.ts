import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const ELSEWHERE = new Set(['node_modules', 'dist', 'data', 'coverage', '.git']);

function filesOf(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ELSEWHERE.has(entry.name) ? [] : filesOf(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

const named = (path: string): string => relative(ROOT, path);
const pages = filesOf(ROOT, /\.md$/);
const bare = new Map(pages.map((path) => [path, withoutCode(readFileSync(path, 'utf8'))]));

function withoutCode(text: string): string {
  return text.replaceAll(/^( *)(`{3,}|~{3,})[^]*?^ *\2 *$/gm, '');
}

/** The anchors that GitHub gives a page: its headings, and what HTML names. */
function anchorsOf(path: string): Set<string> {
  const text = bare.get(path)!;
  const anchors = new Set(Array.from(text.matchAll(/<a (?:id|name)="([^"]+)"/g), ([, id]) => id!));
  for (const [, heading] of text.matchAll(/^#{1,6} +(.+)$/gm)) {
    const plain = heading!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
    const anchor = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let free = anchor;
    for (let turn = 1; anchors.has(free); turn += 1) free = `${anchor}-${turn}`;
    anchors.add(free);
  }
  return anchors;
}

/** Addresses of links, pictures and references of a page that lead to files of ours. */
function linksOf(path: string): string[] {
  const text = bare.get(path)!.replaceAll(/`[^`\n]*`/g, 'code');
  return [
    ...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
    ...text.matchAll(/^\[[^\]]+\]: +(\S+)/gm),
    ...text.matchAll(/<(?:img|a)\b[^>]*\b(?:src|href)="([^"]+)"/g),
  ]
    .map(([, address]) => address!)
    .filter((address) => !/^[a-z][a-z0-9+.-]*:/i.test(address));
}

test.each(pages.map(named))('every link of %s leads somewhere', (name) => {
  const page = join(ROOT, name);
  const dead = linksOf(page).filter((address) => {
    const [file = '', anchor] = address.split('#', 2);
    const target = file === '' ? page : join(dirname(page), decodeURIComponent(file));
    if (!existsSync(target)) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
  });
  expect(dead).toEqual([]);
});

test('every page of docs/ is linked from another page', () => {
  const linked = new Set(
    pages.flatMap((page) =>
      linksOf(page)
        .map((address) => join(dirname(page), address.split('#', 1)[0]!))
        .filter((target) => target !== page),
    ),
  );
  const alone = pages.filter((page) => named(page).startsWith('docs/') && !linked.has(page));
  expect(alone.map(named)).toEqual([]);
});

test('every page that the code speaks of is there', () => {
  const spoken = ['src', 'test', 'scripts', 'bench'].flatMap((folder) =>
    filesOf(join(ROOT, folder), /\.(?:ts|mjs|sql)$/).flatMap((path) =>
      Array.from(
        readFileSync(path, 'utf8').matchAll(/\bdocs\/[\w/-]+\.md\b/g),
        ([page]) => `${page} in ${named(path)}`,
      ),
    ),
  );
  expect(spoken.length).toBeGreaterThan(0);
  expect(spoken.filter((each) => !existsSync(join(ROOT, each.split(' ')[0]!)))).toEqual([]);
});
