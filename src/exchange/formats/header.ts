import { CommandError } from '../../cli/command.js';

/** The names in the first line of a file. */
export class Header {
  private constructor(readonly names: readonly string[]) {}

  /**
   * @param required the names without which it is no header
   * @throws {CommandError}
   */
  static of(names: readonly string[], required: readonly string[], separator: string): Header {
    const trimmed = names.map((name) => name.trim());
    const missing = required.find((name) => !trimmed.includes(name));
    if (missing !== undefined) {
      throw new CommandError(
        `line 1 must name the columns, ${missing} among them, with ${separator} between`,
      );
    }
    const twice = trimmed.find((name, index) => name !== '' && trimmed.indexOf(name) !== index);
    if (twice !== undefined) throw new CommandError(`line 1 names the column ${twice} twice`);
    return new Header(trimmed);
  }

  /** @returns what is wrong with a row of so many cells, or `undefined` */
  complaint(cells: readonly string[]): string | undefined {
    const { length } = this.names;
    return cells.length === length
      ? undefined
      : `has ${cells.length} ${cells.length === 1 ? 'column' : 'columns'} instead of ${length}`;
  }
}
