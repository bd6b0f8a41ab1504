import { CatalogueImport, type ImportOptions } from '../../src/exchange/import/import-catalogue.js';
import type { TestApp } from './test-app.js';
import { MovieImportService } from '../../src/exchange/import/movie-import.js';

/** What an import has told, and what it ended with. */
export interface ImportOutcome {
  readonly counts: CatalogueImport['counts'];
  /** Bad rows as `3: reason`, or `element 3: reason`. */
  readonly rejected: readonly string[];
  /** What it was broken off with. */
  readonly error: string | undefined;
  /** What a terminal would show, progress included. */
  readonly shown: string;
}

/** Imports a file in this process: a command starts some seconds before it does anything. */
export async function importHere(
  { app }: TestApp,
  path: string,
  options: Partial<ImportOptions> & { readonly isTTY?: boolean } = {},
): Promise<ImportOutcome> {
  const imports = await app.get(MovieImportService).start(null);
  const rejected: string[] = [];
  let shown = '';
  let error: string | undefined;
  let counts = { rows: 0, added: 0, known: 0, bad: 0, others: 0 };
  try {
    const catalogue = new CatalogueImport(path, imports, {
      types: ['movie'],
      signal: new AbortController().signal,
      rejected: {
        add: async ({ unit, place, reason }) => {
          rejected.push(`${unit === 'element' ? 'element ' : ''}${place}: ${reason}`);
        },
      },
      out: { isTTY: options.isTTY === true, write: (text) => (shown += text) },
      ...options,
    });
    counts = catalogue.counts;
    await catalogue.run();
  } catch (thrown) {
    error = (thrown as Error).message;
  } finally {
    await imports.close();
  }
  return { counts, rejected, error, shown };
}
