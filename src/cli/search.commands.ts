import type { Command } from 'commander';
import { SearchRebuild } from '../search/rebuild.service.js';
import { withServices } from './context.js';

/** What an operator does for the search. */
export function addSearchCommands(program: Command, say: (line: string) => void): void {
  program
    .command('search:rebuild')
    .description('make what searches compare anew, after an update that says so')
    .action(() =>
      withServices(async (services) => {
        const written = await services.get(SearchRebuild).run();
        say(written === 0 ? 'Nothing to do' : `${written} movies written`);
      }),
    );
}
