export type Language = 'sh' | 'ts' | 'python';

/** What the text of a section shows in one language, and what it is to print. */
export interface Recipe {
  readonly name: string;
  readonly code: Partial<Record<Language, string>>;
  /** What it prints, the second time something else where there are two. */
  readonly prints: readonly string[];
  /** A command that is for the folder of the project. */
  readonly inProject?: string;
}

export interface Recipes {
  /** What the others build on: files by their names, and the head of shell scripts. */
  readonly files: Readonly<Record<string, string>>;
  readonly shellHead: string;
  readonly recipes: readonly Recipe[];
}

interface Block {
  readonly language: string;
  readonly mark: string;
  readonly text: string;
}

const blocksOf = (section: string): Block[] =>
  Array.from(
    section.matchAll(/^```(\S*) ?(.*)\n([^]*?)^```$/gm),
    ([, language, mark, text]): Block => ({ language: language!, mark: mark!, text: text! }),
  );

/** @throws where a block is none that would be run or compared */
export function readRecipes(page: string): Recipes {
  const [, ...sections] = page.split(/^## /m);
  const files: Record<string, string> = {};
  let shellHead = '';
  const recipes = sections.flatMap((section): Recipe[] => {
    const name = section.slice(0, section.indexOf('\n'));
    const code: Recipe['code'] = {};
    const prints: string[] = [];
    let inProject: string | undefined;
    for (const { language, mark, text } of blocksOf(section)) {
      const [, file] = /^file=(\S+)$/.exec(mark) ?? [];
      if (file !== undefined) files[file] = text;
      else if (mark === 'in=project') inProject = text;
      else if (mark.startsWith('by='))
        continue; // for whoever is named, who has what it takes
      else if (mark !== '') throw new Error(`${name}: what is "${mark}"?`);
      else if (language === 'text') prints.push(text);
      else if (language === 'sh' || language === 'ts' || language === 'python') {
        if (code[language] !== undefined) throw new Error(`${name}: two blocks of ${language}`);
        code[language] = text;
      } else throw new Error(`${name}: nobody runs a block of "${language}"`);
    }
    if (prints.length > 0) return [{ name, code, prints, inProject }];
    shellHead += code.sh ?? '';
    return [];
  });
  return { files, shellHead, recipes };
}
